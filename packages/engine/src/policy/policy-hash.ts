import { createHash } from 'node:crypto';
import { mapSliced, type Sliced } from '../sliced.js';
import { policyFilesOf, type FlowTexts } from './flow-files.js';

/**
 * SHA-256 (hex) over the sorted [path, SHA-256 of the text] of all files but the cases. Line ends do not count, because git may write
 * the same file with LF here and with CRLF there.
 */
export function* policyHashSliced(files: FlowTexts): Sliced<string> {
  const texts = Object.entries(policyFilesOf(files));
  const parts = yield* mapSliced(texts, ([path, text]) => [path, sha256(text.replaceAll('\r\n', '\n'))] as const);
  return sha256(JSON.stringify(parts.toSorted(([a], [b]) => (a < b ? -1 : 1))));
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
