import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { Deadline } from '@gavel/engine';
import { coalitionsContract, modelsContract } from '@gavel/engine/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readArtifact } from '../artifact/read-artifact.js';
import { draftForeign } from '../foreign/draft-foreign.js';
import type { ModelHost } from '../host/model-host.js';
import { openModels } from '../host/open-models.js';
import { openVersion } from '../host/open-version.js';
import { foreignRows, foreignTable } from '../testing/foreign/foreign-rows.js';
import { graphModels, graphScorer, type GraphModels } from '../testing/foreign/graph-network.js';
import { packedSavedModel, savedModelDescription, savedModelFiles } from '../testing/foreign/saved-model-files.js';
import { publishArtifact } from '../training/publish-artifact.js';

const isNative = process.env['TEST_NATIVE'] !== undefined;
if (!isNative) process.stdout.write('SavedModels in native TensorFlow are not run: npm run native builds and proves it\n');

const never = (): Deadline => new Deadline();
const ROWS = foreignRows().slice(0, 2000);
const leftovers = async (): Promise<readonly string[]> => (await readdir(tmpdir())).filter((name) => name.startsWith('gavel-saved-model-'));

describe.runIf(isNative)('a SavedModel in native TensorFlow', () => {
  let graph: GraphModels;
  let host: ModelHost;

  beforeAll(async () => {
    graph = await graphModels();
    const made = await draftForeign({
      description: savedModelDescription('saved'),
      exported: { format: 'saved-model', files: await savedModelFiles() },
      table: foreignTable(ROWS.slice(0, 400)),
      createdBy: 'a test',
    });
    await publishArtifact(graph.modelsDir, made.draft, made.files);
    host = await openModels({ modelsDir: graph.modelsDir, pollMs: 50 });
  });
  afterAll(async () => {
    await host.close();
    await graph.remove();
  });
  const stays = (): Promise<void> => Promise.resolve();

  modelsContract('a SavedModel', async () => {
    const read = await readArtifact(`${graph.modelsDir}/foreign/saved`);
    if (!read.ok) throw new Error(read.reasons.join());
    return { models: host.models, name: 'foreign', version: 'saved', samples: read.value.artifact.goldenRows, close: stays };
  });
  coalitionsContract('a SavedModel', () =>
    Promise.resolve({
      coalitions: host.coalitions,
      models: host.models,
      name: 'foreign',
      version: 'saved',
      values: ROWS[7]!,
      close: stays,
    }),
  );

  it('scores as plain arithmetic does, to 1e-6, and leaves no tensor and no file behind', async () => {
    const expected = graphScorer();
    const score = (values: (typeof ROWS)[number]): ReturnType<ModelHost['models']['score']> =>
      host.models.score({ name: 'foreign', version: 'saved', values, priority: 'live' }, never());
    await score(ROWS[0]!);
    const before = host.stats().tensors;
    const results = await Promise.all(ROWS.map(score));
    const off = results.map((result, row) => {
      if (!result.ok) throw new Error(result.detail);
      expect(result.backend).toMatch(/^tensorflow/);
      return Math.abs(result.score - expected(ROWS[row]!));
    });
    expect(Math.max(...off)).toBeLessThanOrEqual(1e-6);
    expect(host.stats().tensors).toBe(before);
    expect(await leftovers()).toEqual([]);
  });

  it('gives the golden scores that its graph model gave on WebAssembly, and is evaluated without a worker', async () => {
    const files = packedSavedModel(await savedModelFiles());
    await graph.publish('both', ({ draft }) => ({ draft: { ...draft, format: 'saved-model' }, files }));
    await expect.poll(() => host.versions().find(({ version }) => version === 'both')?.state, { timeout: 20_000 }).toBe('ready');
    const version = await openVersion(`${graph.modelsDir}/foreign/both`);
    if (!version.ok) throw new Error(version.reasons.join());
    const scores = await version.value.score(
      foreignTable(ROWS),
      Uint32Array.from(ROWS, (_, row) => row),
    );
    const expected = graphScorer();
    expect(scores.every((score, row) => Math.abs(score - expected(ROWS[row]!)) <= 1e-6)).toBe(true);
    version.value.close();
  });
});
