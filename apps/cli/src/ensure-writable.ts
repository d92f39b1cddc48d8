import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
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
