import type { FlowTexts } from '@gavel/engine';
import { readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { walkFolder, type Entry } from './walk-folder.js';

const MIB = 1024 * 1024;
/** Lists are long; everything else is written by hand. */
const MAX_LIST_BYTES = 16 * MIB;
const MAX_FILE_BYTES = MIB;
const MAX_FOLDER_BYTES = 64 * MIB;

/**
 * The texts of a flow's folder by path inside it (`lists/x.csv`). Rejects with every objection at once: links that lead out of the folder,
 * what is no regular file, what is too large or no UTF-8. Hidden files and editors' backups are left out.
 */
export async function readFlowFolder(dir: string): Promise<FlowTexts> {
  const root = await realpath(dir);
  const files = (await walkFolder(root)).filter(({ stats }) => !stats.isDirectory());
  const totalBytes = files.reduce((sum, { stats }) => sum + stats.size, 0);
  if (totalBytes > MAX_FOLDER_BYTES) throw new Error(`the files are larger than ${MAX_FOLDER_BYTES / MIB} MiB together`);
  const objections: string[] = [];
  const texts: [string, string][] = [];
  for (const entry of files) {
    const read = await readEntry(root, entry);
    if ('text' in read) texts.push([entry.path, read.text]);
    else objections.push(`${entry.path} ${read.objection}`);
  }
  if (objections.length > 0) throw new Error(objections.join('; '));
  return Object.fromEntries(texts);
}

async function readEntry(root: string, { path, stats }: Entry): Promise<{ readonly text: string } | { readonly objection: string }> {
  if (!stats.isFile()) return { objection: 'is no regular file' };
  const maxBytes = path.endsWith('.csv') ? MAX_LIST_BYTES : MAX_FILE_BYTES;
  if (stats.size > maxBytes) return { objection: `is larger than ${maxBytes / MIB} MiB` };
  const target = await realpath(join(root, path));
  if (!target.startsWith(root + sep)) return { objection: 'is a link out of the folder: copy the file here' };
  const bytes = await readFile(target);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { objection: 'is not UTF-8: save it as UTF-8' };
  }
}
