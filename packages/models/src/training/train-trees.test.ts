import { describe, expect, it } from 'vitest';
import { decodeTrees } from '../artifact/tree-file.js';
import { leafOf } from '../artifact/tree-ensemble.js';
import { sigmoid } from '../artifact/logit.js';
import { growTree } from './grow-tree.js';
import { areaUnderCurve } from './metrics.js';
import { SeededRandom } from './seeded-random.js';
import type { Table } from './table.js';
import { trainLogistic } from './train-logistic.js';
import { trainTrees } from './train-trees.js';

const OPTIONS = {
  trees: 40,
  patience: 40,
  learningRate: 0.2,
  maxDepth: 3,
  minHessian: 0.1,
  l2: 1,
  rowShare: 0.8,
  columnShare: 1,
  classWeight: 1,
};

/** Fraud is where two columns have the same sign: no line tells it. */
function sameSign(rows: number, seed: number): Table {
  const random = new SeededRandom(seed);
  const values = Float32Array.from({ length: rows * 3 }, () => random.next() * 2 - 1);
  return {
    columns: 3,
    rows: values,
    labels: Uint8Array.from({ length: rows }, (_, row) => (values[row * 3]! * values[row * 3 + 1]! > 0 ? 1 : 0)),
  };
}

describe('growTree', () => {
  it('cuts where the gain is greatest, and gives leaves Newton’s step', () => {
    // Gradients −1, −1, +2, +2 and hessians 1 by one column of bins 0, 1, 2, 3: the cut is between 1 and 2.
    const growth = {
      binned: [{ bins: Uint8Array.of(0, 1, 2, 3), cuts: Float32Array.of(10, 20, 30) }],
      columns: Uint32Array.of(0),
      gradients: Float64Array.of(-1, -1, 2, 2),
      hessians: Float64Array.of(1, 1, 1, 1),
      limits: { maxDepth: 1, minHessian: 0, l2: 1 },
      learningRate: 0.5,
    };
    const tree = growTree(growth, Uint32Array.of(0, 1, 2, 3));
    expect([...tree.feature]).toEqual([0, -1, -1]);
    // 0.5 · 2/(2 + 1) and 0.5 · −4/(2 + 1).
    [20, 1 / 3, -2 / 3].forEach((value, node) => expect(tree.value[node]).toBeCloseTo(value, 6));
    expect([...tree.right]).toEqual([2, 0, 0]);
  });
});

describe('trainTrees', () => {
  it('learns what no line tells, and its file scores the same', async () => {
    const [train, watch] = [sameSign(3000, 1), sameSign(1000, 2)];
    const model = await trainTrees({ train, watch, options: OPTIONS, seed: 1 });
    const scores = model.predict(watch);
    expect(areaUnderCurve({ scores, labels: watch.labels })).toBeGreaterThan(0.97);
    const line = await trainLogistic({ train, watch, options: { l2: 1, classWeight: 1 }, seed: 1 });
    expect(areaUnderCurve({ scores: line.predict(watch), labels: watch.labels })).toBeLessThan(0.6);
    const read = decodeTrees(model.modelJson, model.weights);
    const logit = (row: number): number => read.trees.reduce((sum, tree) => sum + leafOf(tree, watch.rows, row * 3), read.base);
    scores.forEach((score, row) => expect(sigmoid(logit(row))).toBeCloseTo(score, 6));
  });

  it('gives the same bytes for the same seed, and others for another', async () => {
    const train = sameSign(500, 1);
    const bytes = async (seed: number): Promise<Buffer> =>
      Buffer.from((await trainTrees({ train, options: { ...OPTIONS, trees: 5 }, seed })).weights);
    expect(await bytes(1)).toEqual(await bytes(1));
    expect(await bytes(1)).not.toEqual(await bytes(2));
  });
});

describe('decodeTrees', () => {
  it.each([
    ['a column that there is not', 0, 7],
    ['a right child before the left', 8, 1],
    ['a right child beyond the end', 8, 3],
  ])('refuses %s', (_, part, value) => {
    const weights = Buffer.alloc(36);
    [0, -1, -1].forEach((feature, node) => weights.writeInt32LE(feature, node * 4));
    weights.writeInt32LE(2, 24);
    const json = new TextEncoder().encode(JSON.stringify({ format: 'trees', columns: 1, base: 0, nodes: [3] }));
    expect(decodeTrees(json, new Uint8Array(weights)).trees).toHaveLength(1);
    weights.writeInt32LE(value, part * 3);
    expect(() => decodeTrees(json, new Uint8Array(weights))).toThrow('tree 0 is broken at node 0');
  });

  it('refuses files that do not fit together', () => {
    const json = new TextEncoder().encode(JSON.stringify({ format: 'trees', columns: 1, base: 0, nodes: [3] }));
    expect(() => decodeTrees(json, new Uint8Array(12))).toThrow('3 nodes are 36');
  });
});

describe('trainLogistic', () => {
  it('finds the weights that the labels were drawn by', async () => {
    const random = new SeededRandom(4);
    const rows = Float32Array.from({ length: 40_000 }, () => random.next() * 4 - 2);
    const labels = Uint8Array.from({ length: 20_000 }, (_, row) =>
      random.next() < sigmoid(1.5 * rows[row * 2]! - 0.5 * rows[row * 2 + 1]! - 1) ? 1 : 0,
    );
    const model = await trainLogistic({ train: { columns: 2, rows, labels }, options: { l2: 0, classWeight: 1 }, seed: 1 });
    const weights = new DataView(model.weights.buffer);
    [1.5, -0.5, -1].forEach((weight, place) => expect(Math.abs(weights.getFloat32(place * 4, true) - weight)).toBeLessThan(0.06));
  });
});
