import { Deadline } from '@gavel/engine';
import { coalitionsContract, modelsContract } from '@gavel/engine/testing';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readArtifact } from '../artifact/read-artifact.js';
import type { ModelHost } from '../host/model-host.js';
import { openModels } from '../host/open-models.js';
import { openVersion } from '../host/open-version.js';
import type * as StartWorker from '../runtime/start-worker.js';
import { foreignRows, foreignTable } from '../testing/foreign/foreign-rows.js';
import { FOREIGN_MODELS, foreignFile, foreignModels, type ForeignModels } from '../testing/foreign/publish-foreign-models.js';

const workers = vi.hoisted((): Worker[] => []);
vi.mock('../runtime/start-worker.js', async (original) => {
  const real = await original<typeof StartWorker>();
  return {
    startWorker: (data: Parameters<typeof real.startWorker>[0]) => {
      const worker = real.startWorker(data);
      workers.push(worker);
      return worker;
    },
  };
});

const never = (): Deadline => new Deadline();
const ROWS = foreignRows();

interface Opened {
  readonly foreign: ForeignModels;
  readonly host: ModelHost;
}

/** Opened once for all of this file: publishing and warming three models takes a second. */
let opening: Promise<Opened> | undefined;
function opened(): Promise<Opened> {
  opening ??= foreignModels().then(async (foreign) => ({ foreign, host: await openModels({ modelsDir: foreign.modelsDir }) }));
  return opening;
}
const stays = (): Promise<void> => Promise.resolve();

afterAll(async () => {
  const { host, foreign } = await opened();
  await host.close();
  await foreign.remove();
});

modelsContract('ONNX Runtime in a worker thread', async () => {
  const { host, foreign } = await opened();
  const read = await readArtifact(`${foreign.modelsDir}/foreign/lightgbm`);
  if (!read.ok) throw new Error(read.reasons.join());
  return { models: host.models, name: 'foreign', version: 'lightgbm', samples: read.value.artifact.goldenRows, close: stays };
});

coalitionsContract('ONNX Runtime in a worker thread', async () => {
  const { host } = await opened();
  return { coalitions: host.coalitions, models: host.models, name: 'foreign', version: 'xgboost', values: ROWS[7]!, close: stays };
});

describe('a model that another framework trained', () => {
  let subject: Opened;

  beforeAll(async () => {
    subject = await opened();
  });

  it.each(FOREIGN_MODELS)('scores 10,000 rows as %s itself does, to 1e-6', async (version) => {
    const bytes = (await foreignFile(`${version}.scores.bin`)).slice();
    const expected = new Float32Array(bytes.buffer);
    expect(expected.length).toBe(ROWS.length);
    let worst = 0;
    for (let from = 0; from < ROWS.length; from += 1000) {
      const results = await Promise.all(
        ROWS.slice(from, from + 1000).map((values) =>
          subject.host.models.score({ name: 'foreign', version, values, priority: 'live' }, never()),
        ),
      );
      results.forEach((result, place) => {
        if (!result.ok) throw new Error(result.detail);
        worst = Math.max(worst, Math.abs(result.score - expected[from + place]!));
        expect(result.backend).toBe('onnxruntime');
      });
    }
    expect(worst).toBeLessThanOrEqual(1e-6);
    // Rows that all score alike would prove nothing.
    expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(0.9);
  });

  it('carries what drift and explanations need of the table it was published with', async () => {
    const read = await readArtifact(`${subject.foreign.modelsDir}/foreign/xgboost`);
    if (!read.ok) throw new Error(read.reasons.join());
    const { goldenRows, metrics, background, origin } = read.value.artifact;
    expect(goldenRows).toHaveLength(24);
    expect(metrics?.rows).toBe(400);
    expect(background?.rows.length).toBeGreaterThan(4);
    expect(origin?.madeBy).toContain('xgboost');
    expect(subject.host.referenceOf('foreign', 'xgboost')).toBeDefined();
  });

  it('scores again after its worker was lost, and in a second host beside the first', async () => {
    const request = { name: 'foreign', version: 'xgboost', values: ROWS[3]!, priority: 'live' } as const;
    const before = await subject.host.models.score(request, never());
    await workers.at(-1)?.terminate();
    await expect.poll(() => subject.host.models.score(request, never()), { timeout: 20_000 }).toEqual(before);
    const second = await openModels({ modelsDir: subject.foreign.modelsDir });
    expect(await second.models.score(request, never())).toEqual(before);
    await second.close();
    expect(await subject.host.models.score(request, never())).toEqual(before);
  });

  it('is opened for evaluation without a worker', async () => {
    const version = await openVersion(`${subject.foreign.modelsDir}/foreign/lightgbm`);
    if (!version.ok) throw new Error(version.reasons.join());
    const expected = new Float32Array((await foreignFile('lightgbm.scores.bin')).slice().buffer);
    const scores = await version.value.score(
      foreignTable(ROWS),
      Uint32Array.from(ROWS, (_, row) => row),
    );
    expect(scores.every((score, row) => Math.abs(score - expected[row]!) <= 1e-6)).toBe(true);
    version.value.close();
  });
});
