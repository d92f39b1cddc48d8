import type * as Tf from '@tensorflow/tfjs';
import type { NetworkOptions } from '../artifact/artifact-schema.js';
import { sigmoid } from '../artifact/calibrate.js';
import { loadBackend, type Backend, type BackendName } from '../runtime/load-backend.js';
import { exportLayersModel, type ModelFiles } from './export-layers-model.js';
import { logLoss } from './metrics.js';
import { createWeights, dropoutMasks, logitsOf, weightedCrossEntropy, type DenseWeights } from './network.js';
import { SeededRandom } from './seeded-random.js';
import { fraudCount, type Table } from './table.js';

/** Rows looked at in one go when no gradient is needed. */
const FORWARD_ROWS = 4096;

export interface TrainRequest {
  /** Scaled rows to learn from. */
  readonly train: Table;
  /** Scaled rows, later than those: when they are no longer scored better, training stops. */
  readonly watch: Table;
  readonly options: NetworkOptions;
  readonly seed: number;
  /** Default `wasm`: single-threaded and specified to the bit, so the same request gives the same bytes on any machine. */
  readonly backend?: BackendName;
  readonly onEpoch?: (progress: EpochProgress) => void;
}

/** Where a training stands after an epoch. */
export interface EpochProgress {
  readonly epoch: number;
  /** Log loss of the watched rows after the prior correction: lower is better. */
  readonly watchLoss: number;
  readonly bestEpoch: number;
}

/** A network trained, with its files. */
export interface TrainedNetwork extends ModelFiles {
  readonly backend: BackendName;
  /** Versions of what computed it. */
  readonly libraries: Record<string, string>;
  readonly epochsRun: number;
  readonly bestEpoch: number;
  /** The network's own probabilities of scaled rows, before prior correction and calibrator. */
  readonly predict: (table: Table) => Float32Array;
  /** Frees the weights; `predict` no longer works then. */
  readonly dispose: () => void;
}

/**
 * Trains a dense network (relu, dropout behind every hidden layer but the last, one sigmoid unit) with Adam, and keeps the
 * weights of the best epoch. Every random number comes from `seed`.
 */
export async function trainNetwork(request: TrainRequest): Promise<TrainedNetwork> {
  const { train, options, seed } = request;
  if (fraudCount(train) === 0) throw new RangeError('there is no fraud among the rows to learn from');
  const backend = await loadBackend(request.backend ?? 'wasm');
  const weights = createWeights(backend.tf, train.columns, options.hidden, seed);
  const run = await runEpochs(backend, weights, request);
  const files = exportLayersModel(weights, { hidden: options.hidden, dropout: options.dropout, columns: train.columns });
  return {
    ...files,
    ...run,
    backend: backend.name,
    libraries: { '@tensorflow/tfjs': backend.tf.version.tfjs },
    predict: (table) => Float32Array.from(forward(backend, weights, table), sigmoid),
    dispose: () => weights.forEach(({ kernel, bias }) => (kernel.dispose(), bias.dispose())),
  };
}

async function runEpochs(
  backend: Backend,
  weights: readonly DenseWeights[],
  request: TrainRequest,
): Promise<{ epochsRun: number; bestEpoch: number }> {
  const { tf } = backend;
  const { options, watch } = request;
  const optimizer = tf.train.adam(options.learningRate);
  const random = new SeededRandom(request.seed + 1);
  let best = { epoch: 0, loss: Infinity, values: snapshot(weights) };
  let epoch = 0;
  while (epoch < options.epochs && epoch - best.epoch < options.patience) {
    epoch += 1;
    trainEpoch(tf, weights, request, { optimizer, random });
    const loss = watchLoss(forward(backend, weights, watch), watch.labels, options.classWeight);
    if (loss < best.loss) best = { epoch, loss, values: snapshot(weights) };
    request.onEpoch?.({ epoch, watchLoss: loss, bestEpoch: best.epoch });
    // Lets a progress bar draw and a signal be heard.
    await new Promise((resolve) => setImmediate(resolve));
  }
  optimizer.dispose();
  restore(tf, weights, best.values);
  return { epochsRun: epoch, bestEpoch: best.epoch };
}

interface EpochTools {
  readonly optimizer: Tf.Optimizer;
  readonly random: SeededRandom;
}

function trainEpoch(tf: Backend['tf'], weights: readonly DenseWeights[], request: TrainRequest, { optimizer, random }: EpochTools): void {
  const { train, options } = request;
  const order = Uint32Array.from({ length: train.labels.length }, (_, row) => row);
  random.shuffle(order);
  for (let from = 0; from < order.length; from += options.batchSize) {
    const batch = pick(train, order.subarray(from, from + options.batchSize));
    tf.tidy(() => {
      const x = tf.tensor2d(batch.rows, [batch.labels.length, train.columns]);
      const y = tf.tensor2d(Float32Array.from(batch.labels), [batch.labels.length, 1]);
      const masks = dropoutMasks(tf, batch.labels.length, options, random);
      optimizer.minimize(() => {
        const loss = weightedCrossEntropy(tf, logitsOf(tf, weights, x, masks), y, options.classWeight);
        return options.l2 === 0
          ? loss
          : weights.reduce((sum, { kernel }) => sum.add<Tf.Scalar>(kernel.square().sum().mul(options.l2)), loss);
      });
    });
  }
}

function pick({ columns, rows, labels }: Table, order: Uint32Array): Table {
  const picked = new Float32Array(order.length * columns);
  order.forEach((row, place) => picked.set(rows.subarray(row * columns, (row + 1) * columns), place * columns));
  return { columns, rows: picked, labels: Uint8Array.from(order, (row) => labels[row] ?? 0) };
}

/** Logits of all rows. */
function forward({ tf }: Backend, weights: readonly DenseWeights[], { columns, rows, labels }: Table): Float64Array {
  const logits = new Float64Array(labels.length);
  for (let from = 0; from < labels.length; from += FORWARD_ROWS) {
    const to = Math.min(labels.length, from + FORWARD_ROWS);
    const part = tf.tidy(() =>
      logitsOf(tf, weights, tf.tensor2d(rows.slice(from * columns, to * columns), [to - from, columns])).dataSync(),
    );
    logits.set(part, from);
  }
  return logits;
}

function watchLoss(logits: Float64Array, labels: Uint8Array, classWeight: number): number {
  const prior = Math.log(classWeight);
  return logLoss({ scores: logits.map((value) => sigmoid(value - prior)), labels });
}

type Snapshot = readonly { readonly kernel: Float32Array; readonly bias: Float32Array }[];

function snapshot(weights: readonly DenseWeights[]): Snapshot {
  return weights.map(({ kernel, bias }) => ({ kernel: kernel.dataSync<'float32'>().slice(), bias: bias.dataSync<'float32'>().slice() }));
}

function restore(tf: Backend['tf'], weights: readonly DenseWeights[], values: Snapshot): void {
  weights.forEach(({ kernel, bias }, layer) => {
    const saved = values[layer];
    if (saved === undefined) return;
    tf.tidy(() => {
      kernel.assign(tf.tensor2d(saved.kernel, kernel.shape));
      bias.assign(tf.tensor1d(saved.bias));
    });
  });
}
