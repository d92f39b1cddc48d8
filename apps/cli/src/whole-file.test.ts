import { spawn } from 'node:child_process';
import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWholeFile, writeWhole } from './whole-file.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const silent = (): void => undefined;
let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gavel-whole-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('a whole file', () => {
  it('has its name only when it is whole', async () => {
    const path = join(dir, 'x.csv');
    const file = await openWholeFile(path, silent);
    await file.write(bytes('a\n'));
    expect(await readdir(dir)).toEqual(['x.csv.part']);
    await file.end();
    await file.drop();
    expect(await readdir(dir)).toEqual(['x.csv']);
    expect(await readFile(path, 'utf8')).toBe('a\n');
  });

  it('leaves what was there when it is dropped', async () => {
    const path = join(dir, 'x.csv');
    await writeFile(path, 'old');
    const file = await openWholeFile(path, silent);
    await file.write(bytes('new'));
    await file.drop();
    expect(await readdir(dir)).toEqual(['x.csv']);
    expect(await readFile(path, 'utf8')).toBe('old');
  });

  it('says at once when it cannot be written', async () => {
    await expect(openWholeFile(join(dir, 'nope', 'x.csv'), silent)).rejects.toMatchObject({ exitCode: 2 });
    await mkdir(join(dir, 'folder'));
    await expect(writeWhole(join(dir, 'folder'), 'x')).rejects.toMatchObject({ exitCode: 2 });
    expect(await readdir(dir)).toEqual(['folder']);
  });

  it('is removed when the process is told to end', async () => {
    const path = join(dir, 'x.csv');
    const source = `import { openWholeFile } from ${JSON.stringify(new URL('whole-file.ts', import.meta.url).href)};
      const file = await openWholeFile(${JSON.stringify(path)}, (line) => process.stderr.write(line));
      await file.write(new TextEncoder().encode('half'));
      process.stdout.write('ready');
      setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=@gavel/source', '--input-type=module', '-e', source]);
    const told: string[] = [];
    child.stderr.on('data', (data: Buffer) => told.push(data.toString()));
    child.stdout.once('data', () => child.kill('SIGINT'));
    const signal = await new Promise((resolve) => void child.once('exit', (_code, by) => resolve(by)));
    expect([signal, told.join('')]).toEqual(['SIGINT', `Stopped before ${path} was whole: what was written of it is removed.`]);
    expect(await readdir(dir)).toEqual([]);
  });
});
