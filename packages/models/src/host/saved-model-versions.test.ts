import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Deadline } from '@gavel/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readArtifact } from '../artifact/read-artifact.js';
import { sha256Now } from '../artifact/sha256.js';
import { FOREIGN_FACTS, foreignRows } from '../testing/foreign/foreign-rows.js';
import { graphModels, graphScorer, type GraphModels } from '../testing/foreign/graph-network.js';
import { packedSavedModel, savedModelFiles } from '../testing/foreign/saved-model-files.js';
import { startStub } from '../testing/stub-server.js';
import type { ModelFiles } from '../training/trained-model.js';
import type { ModelHost } from './model-host.js';
import type { VersionInfo } from './model-version.js';
import { openModels } from './open-models.js';

const [VALUES] = foreignRows();

type Json = Record<string, unknown>;
type Change = (json: Json) => Json;

async function rewrite(path: string, change: Change): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(JSON.stringify(change(JSON.parse(await readFile(path, 'utf8')))));
  await writeFile(path, bytes);
  return bytes;
}

/** Other words in `model.json`, with a digest that fits them. */
async function retold(folder: string, change: Change): Promise<void> {
  const digest = sha256Now(await rewrite(join(folder, 'model.json'), change));
  await redigested(folder, (files) => ({ ...files, 'model.json': digest }));
}

async function redigested(folder: string, change: Change): Promise<void> {
  await rewrite(join(folder, 'artifact.json'), (artifact) => ({ ...artifact, files: change(artifact['files'] as Json) }));
}

/** The columns of a row by their facts. */
function factsOf(rows: Float32Array, row: number): Record<string, number> {
  return Object.fromEntries(FOREIGN_FACTS.map((fact, place) => [fact, rows[row * FOREIGN_FACTS.length + place]!]));
}

/** Where TensorFlow itself is not there, as on most machines: nothing here needs it. */
describe('versions that are SavedModels, on WebAssembly', () => {
  let graph: GraphModels;
  let host: ModelHost;
  let whole: ModelFiles;
  const folder = (version: string): string => join(graph.modelsDir, 'foreign', version);
  const found = (version: string): VersionInfo | undefined => host.versions().find((held) => held.version === version);
  const publish = async (version: string, files: ModelFiles): Promise<void> => {
    await graph.publish(version, ({ draft }) => ({ draft: { ...draft, format: 'saved-model' }, files }));
  };
  const reasonsOf = async (version: string): Promise<string> => {
    await expect.poll(() => found(version)?.state, { timeout: 20_000 }).toBe('failed');
    return (found(version)?.reasons ?? []).join('; ');
  };

  beforeAll(async () => {
    graph = await graphModels();
    whole = packedSavedModel(await savedModelFiles());
    host = await openModels({ modelsDir: graph.modelsDir, pollMs: 50, forceBackend: 'wasm' });
  });
  afterAll(async () => {
    await host.close();
    await graph.remove();
  });

  it('are refused with what is missing and how to mend it, and harm nothing', async () => {
    await publish('whole', whole);
    expect(await reasonsOf('whole')).toMatch(
      /^a SavedModel is run by TensorFlow itself, and the backend here is wasm: npm run native builds .*; or convert the model to ONNX/,
    );
    const scored = await host.models.score({ name: 'foreign', version: 'graph', values: VALUES!, priority: 'live' }, new Deadline());
    expect(scored).toMatchObject({ ok: true, backend: 'wasm' });
    expect(host.stats().workerRestarts).toBe(0);
  });

  it('hold every file of the model with its digest, as TensorFlow itself reads them', async () => {
    await publish('files', whole);
    const read = await readArtifact(folder('files'));
    if (!read.ok) throw new Error(read.reasons.join());
    const paths = ['saved_model.pb', 'variables/variables.index', 'variables/variables.data-00000-of-00001'];
    expect(Object.keys(read.value.artifact.files)).toEqual(['model.json', ...paths, 'model-card.md']);
    for (const [path, bytes] of await savedModelFiles()) expect(new Uint8Array(await readFile(join(folder('files'), path)))).toEqual(bytes);
    expect(read.value.weights).toEqual(whole.weights);
    expect(await readFile(join(folder('files'), 'model-card.md'), 'utf8')).toContain('a SavedModel of TensorFlow, trained elsewhere');
  });

  it.each<[string, Change, RegExp]>([
    [
      'other-lengths',
      (json) => ({ ...json, files: [{ path: 'saved_model.pb', bytes: 20_000 }] }),
      /have 30113 bytes; model\.json lists 20000/,
    ],
    ['path-elsewhere', (json) => ({ ...json, files: [{ path: '../../x', bytes: 30_113 }] }), /SavedModel is read: \/files\/0\/path/],
    ['no-place', (json) => ({ ...json, output: undefined }), /SavedModel is read: \/output: /],
    ['other-output', (json) => ({ ...json, output: 'odds' }), /the graph has no output odds; it has classes \(int64/],
    ['other-column', (json) => ({ ...json, column: 2 }), /has no column 2/],
    ['other-format', (json) => ({ ...json, format: 'onnx' }), /SavedModel is read: \/format/],
  ])('%s in model.json is refused, named, before TensorFlow is asked for', async (version, change, reason) => {
    await publish(version, whole);
    await retold(folder(version), change);
    await expect.poll(async () => reasonsOf(version), { timeout: 20_000 }).toMatch(reason);
  });

  it('that are cut short are refused, and not published where the list is of other files', async () => {
    const files = await savedModelFiles();
    await publish('cut-short', packedSavedModel(new Map([...files, ['saved_model.pb', files.get('saved_model.pb')!.slice(0, 20_000)]])));
    expect(await reasonsOf('cut-short')).toMatch(/^the SavedModel is refused: it ends in the middle of a field/);
    await expect(publish('unlisted', { ...whole, weights: whole.weights.slice(1) })).rejects.toThrow(
      'have 30112 bytes; model.json lists 30113',
    );
  });

  it.each<[string, (at: string) => Promise<void>, RegExp]>([
    [
      'gone',
      (at) => rm(join(at, 'variables/variables.data-00000-of-00001')),
      /variables\/variables\.data-00000-of-00001 cannot be read: ENOENT/,
    ],
    ['not-in-full', (at) => writeFile(join(at, 'saved_model.pb'), 'short'), /saved_model\.pb has SHA-256 \w+; artifact\.json says/],
    ['other-numbers', (at) => writeFile(join(at, 'variables/variables.index'), new Uint8Array(521)), /variables\.index has SHA-256/],
    [
      'folder-for-file',
      async (at) => {
        await rm(join(at, 'saved_model.pb'));
        await symlink(at, join(at, 'saved_model.pb'));
      },
      /saved_model\.pb is no file/,
    ],
    [
      'huge',
      (at) => writeFile(join(at, 'variables/variables.index'), new Uint8Array(5 * 1024 ** 2)),
      /has 5242880 bytes; at most 4194304 are read/,
    ],
    [
      'path-up',
      (at) => redigested(at, (files) => ({ ...files, '../../graph/weights.bin': files['model.json'] })),
      /Unrecognized key: "\.\.\/\.\.\/graph\/weights\.bin"/,
    ],
    [
      'path-away',
      (at) => redigested(at, (files) => ({ ...files, 'variables/../../x': files['model.json'] })),
      /Unrecognized key: "variables\/\.\.\/\.\.\/x"/,
    ],
    [
      'undigested',
      (at) => redigested(at, (files) => ({ ...files, 'saved_model.pb': undefined })),
      /a model of the format saved-model has a digest of saved_model\.pb/,
    ],
  ])('a folder where a file is %s is refused, named', async (version, change, reason) => {
    await publish(version, whole);
    await change(folder(version));
    await expect.poll(async () => reasonsOf(version), { timeout: 20_000 }).toMatch(reason);
  });

  it('are scored by a server that gives their golden scores', async () => {
    const scorer = graphScorer();
    const stub = await startStub(FOREIGN_FACTS.length, (rows, count) =>
      Float32Array.from({ length: count }, (_, row) => scorer(factsOf(rows, row))),
    );
    const server = { model: 'foreign', version: 'whole', protocol: 'tfserving' as const, address: stub.tfserving };
    const served = await openModels({ modelsDir: graph.modelsDir, forceBackend: 'wasm', servers: [server], serverTimeoutMs: 10_000 });
    expect(served.versions().find(({ version }) => version === 'whole')).toMatchObject({ state: 'ready', server: stub.tfserving });
    const result = await served.models.score({ name: 'foreign', version: 'whole', values: VALUES!, priority: 'live' }, new Deadline());
    if (!result.ok) throw new Error(result.detail);
    expect(result.backend).toBe('tfserving');
    expect(Math.abs(result.score - scorer(VALUES!))).toBeLessThan(1e-6);
    await served.close();
    await stub.close();
  });
});
