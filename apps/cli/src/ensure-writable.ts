import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { makeFolder } from '@gavel/files';
import { CommandFailure } from './command-failure.js';

/** Makes sure of a folder before there is work to lose. `option`: by what it was named, e.g. `--out`. Throws a CommandFailure. */
export async function ensureWritable(folder: string, option: string): Promise<void> {
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(2, `Nothing can be written to ${folder} (${reason}): name another folder with ${option}.`);
  }
}

/** Makes sure of files before there is work to lose: each can be made or written over. What is undefined was not asked for. Throws a CommandFailure. */
export async function ensureFilesWritable(...paths: readonly (string | undefined)[]): Promise<void> {
  for (const path of paths) {
    if (path === undefined) continue;
    const refused = (why: string): CommandFailure => new CommandFailure(2, `Nothing can be written to ${path}: ${why}.`);
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) throw refused('it is a folder');
    await access(dirname(resolve(path)), constants.W_OK | constants.X_OK).catch(() => {
      throw refused('its folder is not there, or may not be written to');
    });
  }
}
