import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Artifact, Calibrator, ModelInput } from '../artifact/artifact-schema.js';
import { columnCount } from '../artifact/input-columns.js';
import { encodeBlend } from '../artifact/blend-file.js';
import type { PriorCorrection } from '../artifact/correct-prior.js';
import { readArtifact } from '../artifact/read-artifact.js';
import { drawTable } from '../foreign/draw-table.js';
import { GOLDEN_TOLERANCE } from '../host/bring-up.js';
import { tableScorer, type Around } from '../host/open-version.js';
import { loadBackend, type TensorFlow } from '../runtime/load-backend.js';
import { requireOnnxRuntime } from '../runtime/load-onnxruntime.js';
import { loadScoringModel } from '../runtime/scoring-model.js';
import { SAMPLE_INPUTS, SAMPLE_NETWORK, sampleTable } from '../testing/publish-sample.js';
import { factsAt, type FeatureTable } from '../training/feature-table.js';
import { fitScaler, scaleTable } from '../training/fit-scaler.js';
import { SeededRandom } from '../training/seeded-random.js';
import type { ModelFiles } from '../training/trained-model.js';
import { trainLogistic } from '../training/train-logistic.js';
import { trainNetwork } from '../training/train-network.js';
import { trainTrees } from '../training/train-trees.js';
import { exportOnnx } from './export-onnx.js';

const MODELS = resolve(import.meta.dirname, '../../../../models');
const TREES = {
  trees: 60,
  patience: 60,
  learningRate: 0.3,
  maxDepth: 4,
  minHessian: 0.1,
  l2: 1,
  rowShare: 1,
  columnShare: 1,
  classWeight: 3,
};

type Exported = Around & Pick<Artifact, 'format' | 'name' | 'version'> & ModelFiles;

let tf: TensorFlow;
beforeAll(async () => {
  ({ tf } = await loadBackend('wasm'));
});

/** What the exported file scores, each fact as an input of its own. */
async function onnxScores(model: Exported, table: FeatureTable): Promise<readonly number[]> {
  const { InferenceSession, Tensor } = requireOnnxRuntime();
  const artifact = { ...model } as unknown as Artifact;
  const session = await InferenceSession.create(exportOnnx({ artifact, modelJson: model.modelJson, weights: model.weights }), {
    logSeverityLevel: 4,
  });
  const feeds = Object.fromEntries(
    model.inputs.map((input) => {
      const facts = Array.from({ length: table.rows }, (_, row) => factsAt(table, row, [input.fact])[input.fact]);
      const tensor =
        input.kind === 'category'
          ? new Tensor(
              'string',
              facts.map((fact) => String(fact ?? '')),
              [table.rows, 1],
            )
          : new Tensor(
              'float64',
              Float64Array.from(facts, (fact) => (fact === undefined ? Number.NaN : Number(fact))),
              [table.rows, 1],
            );
      return [input.fact, tensor];
    }),
  );
  const { score } = await session.run(feeds, ['score']);
  await session.release();
  return Array.from(score!.data as Float32Array);
}

/** The largest difference between what is served and what the exported file scores, and how far apart the scores are. */
async function compared(model: Exported, table: FeatureTable): Promise<{ readonly worst: number; readonly spread: number }> {
  const loaded = await loadScoringModel(tf, { ...model, columns: columnCount(model.inputs) });
  const served = await tableScorer(loaded, model)(
    table,
    Uint32Array.from({ length: table.rows }, (_, row) => row),
  );
  const exported = await onnxScores(model, table);
  expect(exported).toHaveLength(table.rows);
  return {
    worst: exported.reduce((most, score, row) => Math.max(most, Math.abs(score - served[row]!)), 0),
    spread: Math.max(...served) - Math.min(...served),
  };
}

describe('exportOnnx', () => {
  it.each(['card-fraud/1', 'card-fraud/2', 'loan-application/1'])(
    'writes %s so that ONNX Runtime gives the served scores of raw facts',
    async (place) => {
      const read = await readArtifact(join(MODELS, place));
      if (!read.ok) throw new Error(read.reasons.join());
      const { artifact, modelJson, weights } = read.value;
      const golden = goldenTable(artifact);
      // What is drawn from nowhere is far outside of what was learnt: sums of float32 are large there, and backends differ by as much.
      for (const { table, most } of [
        { table: golden, most: 1e-6 },
        { table: mixed(golden, 1000), most: 1e-6 },
        { table: drawTable(artifact.inputs, 1000), most: GOLDEN_TOLERANCE },
      ]) {
        const { worst, spread } = await compared({ ...artifact, modelJson, weights }, table);
        expect(worst).toBeLessThanOrEqual(most);
        expect(spread).toBeGreaterThan(0.3);
      }
    },
  );

  const calibrators: Readonly<Record<string, Calibrator>> = {
    none: { kind: 'none' },
    platt: { kind: 'platt', slope: 1.3, intercept: -0.4 },
    isotonic: { kind: 'isotonic', logits: [-6, -4, -1, 0.5, 2], scores: [0.001, 0.02, 0.1, 0.4, 0.9] },
  };
  const corrections: readonly PriorCorrection[] = [{ classWeight: 1 }, { classWeight: 3 }, { classWeight: 2, focalGamma: 2 }];

  describe.each(['network', 'logistic', 'trees', 'blend'] as const)('of a %s', (family) => {
    let model: Pick<Exported, 'format'> & ModelFiles;
    let scaler: Artifact['scaler'];

    beforeAll(async () => {
      const { table } = sampleTable(600, 1);
      scaler = fitScaler(table);
      const request = { train: scaleTable(scaler, table), seed: 1 };
      const network = await trainNetwork({ ...request, options: SAMPLE_NETWORK });
      const trees = await trainTrees({ ...request, options: TREES });
      const logistic = await trainLogistic({ ...request, options: { l2: 1, classWeight: 3 } });
      const members = [
        { share: 0.25, ...network, format: 'tfjs-layers' as const },
        { share: 0.75, ...trees, format: 'trees' as const },
      ];
      model = { network, logistic, trees, blend: { format: 'blend' as const, ...encodeBlend(members) } }[family];
    });

    it.each(Object.keys(calibrators))('says all between facts and score, with the calibrator %s and every correction', async (kind) => {
      const table = drawTable(SAMPLE_INPUTS, 700);
      for (const priorCorrection of corrections) {
        const around = { inputs: [...SAMPLE_INPUTS], scaler, priorCorrection, calibrator: calibrators[kind]! };
        const { worst, spread } = await compared({ ...model, ...around, name: 'sample', version: '1' }, table);
        expect(worst).toBeLessThanOrEqual(1e-6);
        expect(spread).toBeGreaterThan(0.1);
      }
    });
  });

  it('is the same to the byte every time', async () => {
    const read = await readArtifact(join(MODELS, 'card-fraud/1'));
    if (!read.ok) throw new Error(read.reasons.join());
    expect(Buffer.compare(exportOnnx(read.value), exportOnnx(read.value))).toBe(0);
  });

  it('names the layer that it cannot say', async () => {
    const read = await readArtifact(join(MODELS, 'card-fraud/1'));
    if (!read.ok) throw new Error(read.reasons.join());
    const modelJson = new TextEncoder().encode(
      new TextDecoder().decode(read.value.modelJson).replace('"activation": "relu"', '"activation": "selu"'),
    );
    expect(() => exportOnnx({ ...read.value, modelJson })).toThrow(
      'the network has the activation selu, which is not exported; relu, tanh, sigmoid and linear are',
    );
  });
});

/** The golden rows of an artifact as a table. */
function goldenTable({ inputs, goldenRows }: Artifact): FeatureTable {
  const drawn = drawTable(inputs, goldenRows.length);
  const columns = new Map(
    inputs.map((input: ModelInput) => {
      const names = input.kind === 'category' ? [...input.categories, '(any other)'] : undefined;
      const values = Float64Array.from(goldenRows, ({ values: { [input.fact]: fact } }) => {
        if (fact === undefined) return Number.NaN;
        if (names === undefined) return Number(fact);
        return names.includes(String(fact)) ? names.indexOf(String(fact)) : names.length - 1;
      });
      return [input.fact, { kind: input.kind, values, ...(names === undefined ? {} : { names }) }];
    }),
  );
  return { ...drawn, columns };
}

/** Rows of which each fact is that of some row of the table: as usual as those, and many more. */
function mixed(table: FeatureTable, rows: number): FeatureTable {
  const random = new SeededRandom(3);
  const columns = new Map(
    [...table.columns].map(([fact, column]) => [
      fact,
      { ...column, values: Float64Array.from({ length: rows }, () => column.values[Math.floor(random.next() * table.rows)] ?? Number.NaN) },
    ]),
  );
  return { ...drawTable([], rows), columns };
}
