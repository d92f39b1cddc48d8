import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { makeFolder } from '@gavel/files';
import type { Config } from '../config.js';

/** Rejects with one sentence for each folder of the configuration that the service cannot start on, and what to do about it. */
export async function checkFolders({ rulesDir, dataDir }: Pick<Config, 'rulesDir' | 'dataDir'>): Promise<void> {
  const faults = [await rulesFault(rulesDir), await dataFault(dataDir)].filter((fault) => fault !== undefined);
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

async function rulesFault(dir: string): Promise<string | undefined> {
  try {
    await readdir(dir);
    return undefined;
  } catch (error) {
    return `the rules folder ${dir} ${troubleOf(error)}; set GAVEL_RULES_DIR to the folder that holds the flows`;
  }
}

async function dataFault(dir: string): Promise<string | undefined> {
  try {
    await makeFolder(dir);
    await access(dir, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return `the data folder ${dir} ${troubleOf(error)}; set GAVEL_DATA_DIR to a folder that this user may write`;
  }
}

const TROUBLES: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is no folder',
  EEXIST: 'is no folder',
  EACCES: 'may not be used by this user',
  EPERM: 'may not be used by this user',
  EROFS: 'is read-only',
};

function troubleOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return TROUBLES[code] ?? `cannot be used (${error instanceof Error ? error.message : String(error)})`;
}
