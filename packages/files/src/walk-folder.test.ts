import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { walkFolder } from './walk-folder.js';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gavel-walk-'));
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

async function pathsOf(dir: string) {
  return (await walkFolder(dir)).map(({ path }) => path);
}

describe('walkFolder', () => {
  it('lists folders and files, but neither hidden ones nor backups', async () => {
    await mkdir(join(root, 'b', 'lists'), { recursive: true });
    await mkdir(join(root, '.git'));
    for (const file of ['a', 'b/x', 'b/lists/y', '.git/config', 'b/.x.swp', 'b/x~']) await writeFile(join(root, file), '');
    expect(await pathsOf(root)).toEqual(['a', 'b', 'b/lists', 'b/lists/y', 'b/x']);
  });

  it('comes to an end where a link leads back', async () => {
    await symlink(root, join(root, 'self'));
    await writeFile(join(root, 'a'), '');
    expect(await pathsOf(root)).toEqual([
      'a',
      'self',
      'self/a',
      'self/self',
      'self/self/a',
      'self/self/self',
      'self/self/self/a',
      'self/self/self/self',
    ]);
  });

  it('rejects when there is no such folder', async () => {
    await expect(walkFolder(join(root, 'none'))).rejects.toThrow('ENOENT');
  });
});
