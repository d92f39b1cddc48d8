import type { Fault, FlowTexts } from '@gavel/engine';
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
  const { texts, faults } = await readFlowTexts(dir);
  if (faults.length > 0) throw new Error(faults.map(({ file, message }) => `${file} ${message}`).join('; '));
  return texts;
}

/** What of a flow's folder can be read, and what is wrong with the rest. */
export interface FlowTextsRead {
  /** What is no UTF-8 is there as it could be guessed, so that the rest of it can be looked at. */
  readonly texts: FlowTexts;
  /** Any at all: the texts are not the flow, and nothing may be decided by them. */
  readonly faults: readonly (Fault & { readonly file: string })[];
}

/** As `readFlowFolder`, for who wants every fault of every file: what cannot be read does not hide what can. */
export async function readFlowTexts(dir: string): Promise<FlowTextsRead> {
  const root = await realpath(dir);
  const files = (await walkFolder(root)).filter(({ stats }) => !stats.isDirectory());
  const totalBytes = files.reduce((sum, { stats }) => sum + stats.size, 0);
  if (totalBytes > MAX_FOLDER_BYTES) throw new Error(`the files are larger than ${MAX_FOLDER_BYTES / MIB} MiB together`);
  const faults: (Fault & { readonly file: string })[] = [];
  const texts: [string, string][] = [];
  for (const entry of files) {
    const read = await readEntry(root, entry);
    if (read.text !== undefined) texts.push([entry.path, read.text]);
    if (read.objection === undefined) continue;
    const line = read.line === undefined ? {} : { line: read.line };
    faults.push({ file: entry.path, ...line, pointer: '', message: read.objection });
  }
  return { texts: Object.fromEntries(texts), faults };
}

interface EntryRead {
  readonly text?: string;
  readonly objection?: string;
  readonly line?: number;
}

async function readEntry(root: string, { path, stats }: Entry): Promise<EntryRead> {
  if (!stats.isFile()) return { objection: 'is no regular file' };
  const maxBytes = path.endsWith('.csv') ? MAX_LIST_BYTES : MAX_FILE_BYTES;
  if (stats.size > maxBytes) return { objection: `is larger than ${maxBytes / MIB} MiB` };
  const target = await realpath(join(root, path));
  if (!target.startsWith(root + sep)) return { objection: 'is a link out of the folder: copy the file here' };
  const bytes = await readFile(target);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    const line = badLine(bytes);
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    return { text, objection: `is not UTF-8: save it as UTF-8 (the first bad byte is on line ${line})`, line };
  }
}

/** The line of the first byte that is no UTF-8: as many as can be decoded whole stand before it. A line feed is part of no other character. */
function badLine(bytes: Uint8Array): number {
  let line = 1;
  for (let from = 0; from < bytes.length; line += 1) {
    const end = bytes.indexOf(10, from) + 1 || bytes.length;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(from, end));
    } catch {
      return line;
    }
    from = end;
  }
  return line;
}
