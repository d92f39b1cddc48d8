import { describe, expect, it } from 'vitest';
import { loadBackend } from '../runtime/load-backend.js';
import { loadLayersModel, predictRows } from '../runtime/layers-model.js';
import { SAMPLE_NETWORK, sampleTable } from '../testing/publish-sample.js';
import { fitScaler, scaleTable } from './fit-scaler.js';
import { areaUnderCurve } from './metrics.js';
import { sliceTable } from './table.js';
import { trainNetwork, type TrainedNetwork } from './train-network.js';

const all = sampleTable(2000, 7).table;
const scaled = scaleTable(fitScaler(sliceTable(all, 0, 1500)), all);
const train = sliceTable(scaled, 0, 1500);
const watch = sliceTable(scaled, 1500, 2000);

function run(seed: number, options = SAMPLE_NETWORK): Promise<TrainedNetwork> {
  return trainNetwork({ train, watch, options, seed });
}

describe('trainNetwork', () => {
  it('learns what there is to learn', async () => {
    const network = await run(1, { ...SAMPLE_NETWORK, epochs: 15, patience: 15 });
    expect(areaUnderCurve({ scores: network.predict(watch), labels: watch.labels })).toBeGreaterThan(0.95);
    network.dispose();
  });

  it('gives the same bytes for the same seed, and others for another', async () => {
    const [first, again, other] = [await run(1), await run(1), await run(2)];
    expect(Buffer.compare(first.weights, again.weights)).toBe(0);
    expect(Buffer.compare(first.modelJson, again.modelJson)).toBe(0);
    expect(Buffer.compare(first.weights, other.weights)).not.toBe(0);
  });

  it('writes a layers model that gives the same probabilities when loaded', async () => {
    const network = await run(3);
    const { tf } = await loadBackend('wasm');
    const model = await loadLayersModel(tf, { ...network, columns: watch.columns });
    const loaded = predictRows(tf, model, watch.rows.slice(), watch.labels.length);
    network.predict(watch).forEach((probability, row) => expect(loaded[row]).toBeCloseTo(probability, 6));
  });

  it('stops when the later slice gets no better, and keeps the best epoch', async () => {
    const losses: number[] = [];
    const network = await trainNetwork({
      train,
      watch,
      options: { ...SAMPLE_NETWORK, learningRate: 0.3, epochs: 50, patience: 2 },
      seed: 1,
      onEpoch: ({ watchLoss }) => losses.push(watchLoss),
    });
    expect(network.epochsRun).toBeLessThan(50);
    expect(network.epochsRun).toBe(network.bestEpoch + 2);
    expect(losses.indexOf(Math.min(...losses)) + 1).toBe(network.bestEpoch);
  });

  it('leaves no tensors behind but its weights', async () => {
    const { tf } = await loadBackend('wasm');
    const before = tf.memory().numTensors;
    const network = await run(4);
    network.predict(watch);
    network.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses to learn without a single fraud', async () => {
    const genuine = { ...train, labels: new Uint8Array(train.labels.length) };
    await expect(trainNetwork({ train: genuine, watch, options: SAMPLE_NETWORK, seed: 1 })).rejects.toThrow('no fraud');
  });
});

describe('fitScaler', () => {
  it('silences a column that never varied', () => {
    const table = { columns: 2, rows: Float32Array.of(1, 5, 3, 5), labels: Uint8Array.of(0, 1) };
    const scaler = fitScaler(table);
    expect(scaler).toMatchObject({ mean: [2, 5], sd: [1, 1e12] });
    expect([...scaleTable(scaler, { ...table, rows: Float32Array.of(2, 1000) }).rows]).toEqual([0, expect.closeTo(0, 6)]);
  });
});
