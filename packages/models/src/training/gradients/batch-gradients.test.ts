import { describe, expect, it } from 'vitest';
import { loadBackend } from '../../runtime/load-backend.js';
import { sampleTable } from '../../testing/publish-sample.js';
import { trainNetwork } from '../train-network.js';
import type { TrainedModel } from '../trained-model.js';
import { openGradients } from './batch-gradients.js';
import { PartGradient } from './part-gradient.js';
import { SecondThread } from './second-thread.js';
import { allocateStep, partOf } from './step-memory.js';
import { ThreadedGradients } from './threaded-gradients.js';

const { table: train } = sampleTable(1500, 7);
/** 500 rows by 3,000 weights and more: cut in two. The last batch of an epoch has one row less than a third of the others. */
const OPTIONS = { hidden: [128, 24], dropout: 0.2, l2: 1e-4, learningRate: 0.01, batchSize: 700, epochs: 2, patience: 2, classWeight: 3 };

describe('openGradients', () => {
  it('gives the same bytes with a second thread and without', async () => {
    const run = (threads: 1 | 2): Promise<TrainedModel> => trainNetwork({ train, options: OPTIONS, seed: 3, threads });
    const [one, two] = [await run(1), await run(2)];
    expect(Buffer.compare(two.weights, one.weights)).toBe(0);
    expect(two.bestRound).toBe(one.bestRound);
  });

  it('cuts a batch by what the request asks for alone, and starts a thread where it is told to', async () => {
    const open = async (batchSize: number, threads?: 1 | 2): Promise<[string, number]> => {
      const request = { train, options: { ...OPTIONS, batchSize }, seed: 1, ...(threads === undefined ? {} : { threads }) };
      const gradients = await openGradients(loadBackend('wasm'), request);
      await gradients.close();
      return [gradients.constructor.name, gradients.memory.gradients.length];
    };
    expect(await open(20, 2)).toEqual(['SerialGradients', 1]);
    expect(await open(700)).toEqual(['SerialGradients', 2]);
    expect(await open(700, 2)).toEqual(['ThreadedGradients', 2]);
  });

  it('adds parts up to the gradient of the whole batch, padded or not', async () => {
    const { tf } = await loadBackend('wasm');
    const options = { ...OPTIONS, dropout: 0 };
    const batch = { from: 3, count: 650 };
    const [whole, halves] = [1, 2].map((parts) => {
      const memory = allocateStep(train, { weights: weightsOf(train.columns), parts, isShared: false });
      memory.order.forEach((_, place) => (memory.order[place] = (place * 7) % 1500));
      memory.weights.forEach((_, at) => (memory.weights[at] = Math.sin(at) / 5));
      memory.gradients.forEach((_, part) => new PartGradient(tf, memory, { options, part }).compute(batch));
      return memory;
    });
    const added = halves!.gradients[0]!.map((value, at) => value + halves!.gradients[1]![at]!);
    added.forEach((value, at) => expect(value).toBeCloseTo(whole!.gradients[0]![at]!, 5));
    expect(halves!.losses[0]! + halves!.losses[1]!).toBeCloseTo(whole!.losses[0]!, 6);
  });

  it('rejects, and does not hang, when the thread ends', async () => {
    const { tf } = await loadBackend('wasm');
    const memory = allocateStep(train, { weights: weightsOf(train.columns), parts: 2, isShared: true });
    const thread = await SecondThread.start({ memory, options: OPTIONS });
    const gradients = new ThreadedGradients(memory, new PartGradient(tf, memory, { options: OPTIONS, part: 0 }), thread);
    await gradients.compute({ from: 0, count: 700 });
    await thread.terminate();
    await expect(gradients.compute({ from: 0, count: 700 })).rejects.toThrow(
      "the training's second thread ended in step 2: it exited with code 1; train again, or with one thread",
    );
    await gradients.close();
  });

  it('says why a thread does not come up', async () => {
    const memory = allocateStep(train, { weights: 1, parts: 1, isShared: true });
    const broken = { ...OPTIONS, hidden: undefined as unknown as number[] };
    await expect(SecondThread.start({ memory, options: broken })).rejects.toThrow(/hidden|iterable|undefined/);
  });
});

describe('partOf', () => {
  it('leaves no row out and takes none twice', () => {
    for (const count of [0, 1, 2, 7, 1024]) {
      const [first, second] = [partOf({ from: 5, count }, 0, 2), partOf({ from: 5, count }, 1, 2)];
      expect([first.from, first.from + first.count, second.from + second.count]).toEqual([5, second.from, 5 + count]);
    }
  });
});

function weightsOf(columns: number): number {
  return (columns + 1) * 128 + 129 * 24 + 25;
}
