import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkFolders } from './check-folders.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gavel-folders-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

it('makes the data folder, and is content with folders that are there', async () => {
  await expect(checkFolders({ rulesDir: dir, dataDir: join(dir, 'a', 'b') })).resolves.toBeUndefined();
});

it('says in plain words which folders cannot be used, and what to do', async () => {
  const file = join(dir, 'file');
  await writeFile(file, '');
  const refused = checkFolders({ rulesDir: join(dir, 'none'), dataDir: file });
  await expect(refused).rejects.toThrow(`the rules folder ${join(dir, 'none')} is not there; set GAVEL_RULES_DIR to the folder`);
  await expect(refused).rejects.toThrow(`the data folder ${file} is no folder; set GAVEL_DATA_DIR to a folder that this user may write`);
  await expect(checkFolders({ rulesDir: file, dataDir: join(file, 'x') })).rejects.toThrow(/file is no folder; .*\n.*x is no folder;/);
});
