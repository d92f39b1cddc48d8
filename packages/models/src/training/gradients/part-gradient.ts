import { correctionOf, correctPrior, type PriorCorrection } from '../../artifact/correct-prior.js';
import { sigmoid } from '../../artifact/logit.js';
import type { NetworkOptions } from '../../artifact/recipe-schema.js';
import type { TensorFlow } from '../../runtime/load-backend.js';
import { slopeAt, type LossOptions } from '../loss.js';
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
  /** Of the rows picked, which lie in `#picked`: both made once, for the largest part. */
  readonly #labels: Uint8Array;
  readonly #picked: Float32Array;

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
    const most = stretched(Math.ceil(options.batchSize / memory.gradients.length));
    this.#labels = new Uint8Array(most);
    this.#picked = new Float32Array(most * memory.table.columns);
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
    const own = order.subarray(from, from + count);
    for (let place = 0; place < count; place += 1) this.#labels[place] = table.labels[own[place] ?? 0] ?? 0;
    const picked = this.#picked.subarray(0, rows * table.columns);
    touchRows(table, own, picked);
    copyRows(table, own, picked);
    return picked.fill(0, count * table.columns);
  }

  #slopes(logits: Float32Array, { count }: BatchRange, batchRows: number): Float32Array {
    const slopes = new Float32Array(logits.length);
    const loss = new LogSum();
    for (let place = 0; place < count; place += 1) {
      const logit = logits[place] ?? 0;
      const label = this.#labels[place] ?? 0;
      const p = sigmoid(logit);
      const corrected = this.#loss.focalGamma === 0 ? this.#unweighted(p) : sigmoid(correctPrior(logit, this.#correction));
      loss.add(label === 1 ? corrected : 1 - corrected);
      slopes[place] = slopeAt(p, label, this.#loss) / batchRows;
    }
    this.#memory.losses[this.#part] = -loss.sum();
    return slopes;
  }

  /** `correctPrior` without its logarithm. */
  #unweighted(p: number): number {
    return p / (p + this.#correction.classWeight * (1 - p));
  }
}

/** Sum of logarithms of probabilities, each held 1e-7 away from 0: one logarithm of the product of some dozens. */
class LogSum {
  #logs = 0;
  #product = 1;

  add(probability: number): void {
    this.#product *= Math.max(1e-7, probability);
    if (this.#product < 1e-200) this.#fold();
  }

  sum(): number {
    this.#fold();
    return this.#logs;
  }

  #fold(): void {
    this.#logs += Math.log(this.#product);
    this.#product = 1;
  }
}

/** Rows that transpose well: at a multiple of 16, columns fall onto the same lines of the cache, and transposing takes 3 to 7 times as long. */
function stretched(rows: number): number {
  return rows % 16 === 0 ? rows + 4 : rows;
}

/** Values of a cache line. */
const LINE = 16;

/**
 * Reads a value of each cache line of rows that lie scattered; what it makes of them is to be overwritten. A processor waits for several
 * lines at once, but hardly for those of the next row while it copies one: so touching and then copying takes half as long as copying.
 */
function touchRows({ rows, columns }: Table, order: Uint32Array, picked: Float32Array): void {
  for (let place = 0; place < order.length; place += 1) {
    const from = (order[place] ?? 0) * columns;
    let sum = rows[from + columns - 1] ?? 0;
    for (let column = 0; column < columns; column += LINE) sum += rows[from + column] ?? 0;
    picked[place] = sum;
  }
}

function copyRows({ rows, columns }: Table, order: Uint32Array, picked: Float32Array): void {
  for (let place = 0; place < order.length; place += 1) {
    const from = (order[place] ?? 0) * columns;
    picked.set(rows.subarray(from, from + columns), place * columns);
  }
}
