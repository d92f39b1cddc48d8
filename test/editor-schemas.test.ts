import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { kindOfFile } from '@gavel/engine';
import { expect, it } from 'vitest';
import { runGavel } from './support/run-gavel.js';

const ROOT = resolve(import.meta.dirname, '..');
const read = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8');

interface Association {
  readonly fileMatch: readonly string[];
  readonly url: string;
}

/** Paths of all files of all flows, from the root of the repository. */
async function flowFiles(): Promise<readonly string[]> {
  const entries = await readdir(join(ROOT, 'rules'), { recursive: true });
  return entries.map((path) => `/rules/${path.replaceAll('\\', '/')}`).filter((path) => path.endsWith('.json'));
}

it('the committed schemas are those that gavel schemas writes', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'gavel-schemas-'));
  await runGavel(['schemas', dir]);
  const names = (await readdir(dir)).toSorted();
  expect((await readdir(join(ROOT, 'schemas'))).toSorted()).toEqual(names);
  for (const name of names) expect([name, await read(`schemas/${name}`)]).toEqual([name, await readFile(join(dir, name), 'utf8')]);
  await rm(dir, { recursive: true });
}, 60_000);

it('an editor finds the schema of its kind for every file of a flow', async () => {
  const associations = (JSON.parse(await read('.vscode/settings.json')) as { 'json.schemas': readonly Association[] })['json.schemas'];
  const schemaOf = (path: string): string | undefined =>
    associations.find(({ fileMatch }) => fileMatch.some((glob) => fits(glob, path)))?.url;
  const files = await flowFiles();
  expect(new Set(files.map((path) => kindOfFile(path.split('/').slice(3).join('/')))).size).toBe(6);
  for (const path of files) {
    const { $schema } = JSON.parse(await read(path)) as { readonly $schema?: string };
    // A file may name its schema itself: then that one has to be there.
    const named = $schema === undefined ? undefined : resolve('/', path, '..', $schema);
    const kind = kindOfFile(path.split('/').slice(3).join('/'));
    expect([path, resolve('/', named ?? schemaOf(path) ?? 'none')]).toEqual([path, `/schemas/${kind}.schema.json`]);
  }
});

function fits(glob: string, path: string): boolean {
  return new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`).test(path);
}
