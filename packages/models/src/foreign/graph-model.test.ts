import { Deadline } from '@gavel/engine';
import { coalitionsContract, modelsContract } from '@gavel/engine/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readArtifact } from '../artifact/read-artifact.js';
import type { ModelHost } from '../host/model-host.js';
import { openModels } from '../host/open-models.js';
import { openVersion } from '../host/open-version.js';
import { loadBackend } from '../runtime/load-backend.js';
import { foreignRows, foreignTable } from '../testing/foreign/foreign-rows.js';
import { graphModels, graphScorer, type GraphModels } from '../testing/foreign/graph-network.js';

const never = (): Deadline => new Deadline();
const ROWS = foreignRows().slice(0, 2000);
const BACKENDS = ['wasm', 'cpu'] as const;

interface Opened {
  readonly graph: GraphModels;
  readonly hosts: Readonly<Record<(typeof BACKENDS)[number], ModelHost>>;
}

/** Opened once for all of this file. */
let opening: Promise<Opened> | undefined;
function opened(): Promise<Opened> {
  opening ??= graphModels().then(async (graph) => {
    const [wasm, cpu] = await Promise.all(BACKENDS.map((forceBackend) => openModels({ modelsDir: graph.modelsDir, forceBackend })));
    return { graph, hosts: { wasm: wasm!, cpu: cpu! } };
  });
  return opening;
}
const stays = (): Promise<void> => Promise.resolve();

afterAll(async () => {
  const { graph, hosts } = await opened();
  await Promise.all(BACKENDS.map((backend) => hosts[backend].close()));
  await graph.remove();
});

describe.each(BACKENDS)('a graph model on %s', (backend) => {
  modelsContract(`a TensorFlow.js graph model on ${backend}`, async () => {
    const { hosts, graph } = await opened();
    const read = await readArtifact(`${graph.modelsDir}/foreign/graph`);
    if (!read.ok) throw new Error(read.reasons.join());
    return { models: hosts[backend].models, name: 'foreign', version: 'graph', samples: read.value.artifact.goldenRows, close: stays };
  });
  coalitionsContract(`a TensorFlow.js graph model on ${backend}`, async () => {
    const { hosts } = await opened();
    const { coalitions, models } = hosts[backend];
    return { coalitions, models, name: 'foreign', version: 'graph', values: ROWS[7]!, close: stays };
  });

  it('scores as plain arithmetic does, to 1e-6, and leaves no tensor behind', async () => {
    const { hosts } = await opened();
    const expected = graphScorer();
    const score = (values: (typeof ROWS)[number]): ReturnType<ModelHost['models']['score']> =>
      hosts[backend].models.score({ name: 'foreign', version: 'graph', values, priority: 'live' }, never());
    await score(ROWS[0]!);
    const before = hosts[backend].stats().tensors;
    let [worst, least, most] = [0, 1, 0];
    for (let from = 0; from < ROWS.length; from += 500) {
      const results = await Promise.all(ROWS.slice(from, from + 500).map(score));
      results.forEach((result, place) => {
        if (!result.ok) throw new Error(result.detail);
        worst = Math.max(worst, Math.abs(result.score - expected(ROWS[from + place]!)));
        [least, most] = [Math.min(least, result.score), Math.max(most, result.score)];
        expect(result.backend).toBe(backend);
      });
    }
    expect(worst).toBeLessThanOrEqual(1e-6);
    // Rows that all score alike would prove nothing.
    expect(most - least).toBeGreaterThan(0.5);
    expect(hosts[backend].stats().tensors).toBe(before);
  });
});

describe('a graph model that was published', () => {
  let subject: Opened;
  beforeAll(async () => {
    subject = await opened();
  });

  it('carries what drift and explanations need, and is evaluated without a worker', async () => {
    const folder = `${subject.graph.modelsDir}/foreign/graph`;
    const version = await openVersion(folder);
    if (!version.ok) throw new Error(version.reasons.join());
    const { artifact } = version.value.verified;
    expect(artifact).toMatchObject({ format: 'tfjs-graph', metrics: { rows: 400 } });
    expect(artifact.background?.rows.length).toBeGreaterThan(4);
    expect(subject.hosts.wasm.referenceOf('foreign', 'graph')).toBeDefined();
    const scores = await version.value.score(
      foreignTable(ROWS),
      Uint32Array.from(ROWS, (_, row) => row),
    );
    const expected = graphScorer();
    expect(scores.every((score, row) => Math.abs(score - expected(ROWS[row]!)) <= 1e-6)).toBe(true);
    version.value.close();
  });

  it('is still a graph model that TensorFlow.js itself loads', async () => {
    const read = await readArtifact(`${subject.graph.modelsDir}/foreign/graph`);
    if (!read.ok) throw new Error(read.reasons.join());
    const { tf } = await loadBackend('cpu');
    const { weightsManifest, ...file } = JSON.parse(new TextDecoder().decode(read.value.modelJson));
    const weightData = read.value.weights.slice().buffer;
    const model = await tf.loadGraphModel({
      load: () => Promise.resolve({ ...file, weightSpecs: weightsManifest[0].weights, weightData }),
    });
    expect(weightsManifest[0].paths).toEqual(['weights.bin']);
    expect(model.inputs.map(({ name }) => name)).toEqual(['rows']);
    model.dispose();
  });
});
