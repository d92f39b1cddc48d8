import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder } from './make-folder.js';

describe('makeFolder', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'gavel-make-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('makes what is missing, also twice at once, and leaves what is there', async () => {
    const deep = join(dir, 'a', 'b', 'c');
    await Promise.all([makeFolder(deep), makeFolder(deep)]);
    await makeFolder(deep);
    expect((await stat(deep)).isDirectory()).toBe(true);
  });

  it('rejects where a file stands in the way', async () => {
    await writeFile(join(dir, 'file'), '');
    await expect(makeFolder(join(dir, 'file'))).rejects.toThrow('EEXIST');
    await expect(makeFolder(join(dir, 'file', 'below'))).rejects.toThrow(/EEXIST|ENOTDIR/);
  });

  // Linux has such a place; elsewhere the folder above is not there, and may not be made either.
  it('rejects, and does not try for ever, where nothing can be made', async () => {
    await expect(makeFolder('/proc/gavel/below')).rejects.toThrow(/ENOENT|EACCES|EPERM|EROFS/);
  });
});
