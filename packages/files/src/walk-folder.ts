import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** rules/ → flow → lists → file, and one to spare. */
const MAX_DEPTH = 4;
/** More entries than this are a mistake, such as a home directory. */
const MAX_ENTRIES = 20_000;

/** A file or folder below a folder. */
export interface Entry {
  /** Path inside the folder, `/` between the parts on every system. */
  readonly path: string;
  /** Of what a symbolic link leads to. */
  readonly stats: Stats;
}

/**
 * What lies below a folder, by path in ascending order. Hidden entries and editors' backups (`x~`) are left out. Entries that vanish during the
 * walk are left out too; anything else that cannot be read rejects.
 */
export async function walkFolder(dir: string): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const name of await namesIn(join(dir, folder), folder === '')) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const stats = await stat(join(dir, path)).catch(unlessGone);
      if (stats === undefined) continue;
      found.push({ path, stats });
      if (found.length > MAX_ENTRIES) throw new Error(`${dir} holds more than ${MAX_ENTRIES} files: is it the right folder?`);
      if (stats.isDirectory() && path.split('/').length < MAX_DEPTH) folders.push(path);
    }
  }
  return found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

async function namesIn(dir: string, isRoot: boolean): Promise<readonly string[]> {
  const names = await (isRoot ? readdir(dir) : readdir(dir).catch(unlessGone));
  return (names ?? []).filter((name) => !name.startsWith('.') && !name.endsWith('~'));
}

/** Editors replace files by renaming, so any of them may be gone between being listed and being looked at. */
function unlessGone(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
  throw error;
}
