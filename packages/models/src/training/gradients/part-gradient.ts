import { correctionOf, correctPrior, type PriorCorrection } from '../../artifact/correct-prior.js';
import { sigmoid } from '../../artifact/logit.js';
import type { NetworkOptions } from '../../artifact/recipe-schema.js';
import type { TensorFlow } from '../../runtime/load-backend.js';
import { lossGradient, type LossOptions } from '../loss.js';
import { dropoutMasks, gradientsOf, layersOver, widthsOf, type DenseLayer, type LayerGradient } from '../network.js';
import { SeededRandom } from '../seeded-random.js';
import type { Table } from '../table.js';
import { partOf, type BatchRange, type StepMemory } from './step-memory.js';

/** Computes one part of every batch: the same arithmetic whichever thread it runs on. */
export class PartGradient {
  readonly #tf: TensorFlow;
  readonly #memory: StepMemory;
  readonly #options: NetworkOptions;
  readonly #part: number;
  readonly #layers: readonly DenseLayer[];
  readonly #gradients: readonly LayerGradient[];
  readonly #loss: LossOptions;
  readonly #correction: PriorCorrection;

  constructor(tf: TensorFlow, memory: StepMemory, { options, part }: { readonly options: NetworkOptions; readonly part: number }) {
    this.#tf = tf;
    this.#memory = memory;
    this.#options = options;
    this.#part = part;
    const widths = widthsOf(memory.table.columns, options.hidden);
    this.#layers = layersOver(memory.weights, widths);
    this.#gradients = layersOver(memory.gradients[part] ?? new Float32Array(), widths);
    this.#loss = { classWeight: options.classWeight, focalGamma: options.focalGamma ?? 0 };
    this.#correction = correctionOf(options);
  }

  /** The part's share of the gradient of the batch's mean loss, and the sum of its rows' losses, prior corrected: into the memory. */
  compute(batch: BatchRange): void {
    const tf = this.#tf;
    const { table, gradients, seeds } = this.#memory;
    const own = partOf(batch, this.#part, gradients.length);
    if (own.count === 0) return this.#nothing();
    const rows = stretched(own.count);
    tf.engine().startScope();
    const computed = gradientsOf(tf, {
      layers: this.#layers,
      x: tf.tensor2d(this.#pick(own, rows), [rows, table.columns]),
      masks: dropoutMasks(tf, rows, this.#options, new SeededRandom(seeds[this.#part] ?? 0)),
      slopesOf: (logits) => this.#slopes(logits, own, batch.count),
    });
    tf.engine().endScope();
    computed.forEach(({ kernel, bias }, place) => {
      this.#gradients[place]?.kernel.set(kernel);
      this.#gradients[place]?.bias.set(bias);
    });
  }

  #nothing(): void {
    this.#memory.gradients[this.#part]?.fill(0);
    this.#memory.losses[this.#part] = 0;
  }

  /** The part's rows and, up to `rows`, zeros, whose slopes are 0. */
  #pick({ from, count }: BatchRange, rows: number): Float32Array {
    const { table, order } = this.#memory;
    const picked = new Float32Array(rows * table.columns);
    for (const stride of [LINE, 1]) copyRows(table, order.subarray(from, from + count), { picked, stride });
    return picked;
  }

  #slopes(logits: Float32Array, { from, count }: BatchRange, batchRows: number): Float32Array {
    const { table, order, losses } = this.#memory;
    const slopes = new Float32Array(logits.length);
    let sum = 0;
    for (let place = 0; place < count; place += 1) {
      const label = table.labels[order[from + place] ?? 0] ?? 0;
      const logit = logits[place] ?? 0;
      const corrected = sigmoid(correctPrior(logit, this.#correction));
      sum -= Math.log(Math.max(1e-7, label === 1 ? corrected : 1 - corrected));
      slopes[place] = lossGradient(logit, label, this.#loss) / batchRows;
    }
    losses[this.#part] = sum;
    return slopes;
  }
}

/** Rows that transpose well: at a multiple of 16, columns fall onto the same lines of the cache, and transposing takes 3 to 7 times as long. */
function stretched(rows: number): number {
  return rows % 16 === 0 ? rows + 4 : rows;
}

/** Values of a cache line. */
const LINE = 16;

/**
 * Copies every `stride`th value. The rows lie scattered, and a processor waits for several lines at once, but hardly for the next row
 * while it copies one: a first run with a value of each line makes the two together take a third of the time of one.
 */
function copyRows(
  { rows, columns }: Table,
  order: Uint32Array,
  { picked, stride }: { readonly picked: Float32Array; readonly stride: number },
): void {
  let to = 0;
  for (const row of order) {
    const from = row * columns;
    for (let column = 0; column < columns; column += stride) picked[to + column] = rows[from + column] ?? 0;
    to += columns;
  }
}
