import type { NetworkOptions } from '../artifact/recipe-schema.js';
import type { BatchRange, StepMemory } from './gradients/step-memory.js';
import type { SeededRandom } from './seeded-random.js';

/** Batches between two looks at the event loop: a progress bar draws, a signal is heard. */
const BATCHES_PER_TURN = 50;

export interface Batch extends BatchRange {
  readonly isTurnOver: boolean;
}

/** Batches of a table's rows, in another order each epoch; the frauds all, the genuine rows all or as many as the options say. */
export class BatchSource {
  readonly #memory: Pick<StepMemory, 'table' | 'order'>;
  readonly #options: Pick<NetworkOptions, 'batchSize' | 'genuineShare'>;
  readonly #random: SeededRandom;

  /** Writes each epoch's order into the memory. */
  constructor(
    memory: Pick<StepMemory, 'table' | 'order'>,
    options: Pick<NetworkOptions, 'batchSize' | 'genuineShare'>,
    random: SeededRandom,
  ) {
    this.#memory = memory;
    this.#options = options;
    this.#random = random;
  }

  *epoch(): Generator<Batch> {
    const rows = this.#draw();
    const { batchSize } = this.#options;
    for (let from = 0, batches = 1; from < rows; from += batchSize, batches += 1) {
      yield { from, count: Math.min(batchSize, rows - from), isTurnOver: batches % BATCHES_PER_TURN === 0 };
    }
  }

  /** Number of rows drawn. */
  #draw(): number {
    const { table, order } = this.#memory;
    const share = this.#options.genuineShare ?? 1;
    let drawn = 0;
    for (let row = 0; row < table.labels.length; row += 1) {
      if (share === 1 || table.labels[row] === 1 || this.#random.next() < share) order[drawn++] = row;
    }
    this.#random.shuffle(order.subarray(0, drawn));
    return drawn;
  }
}
