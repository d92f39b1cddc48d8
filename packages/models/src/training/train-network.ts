import type { NetworkOptions } from '../artifact/recipe-schema.js';
import { correctionOf, correctPrior } from '../artifact/correct-prior.js';
import { sigmoid } from '../artifact/logit.js';
import { loadBackend, type Backend } from '../runtime/load-backend.js';
import { Adam, type WeightChange } from './adam.js';
import { BatchSource } from './batch-source.js';
import { exportLayersModel } from './export-layers-model.js';
import { openGradients, type BatchGradients } from './gradients/batch-gradients.js';
import type { BatchRange, StepMemory } from './gradients/step-memory.js';
import { logLoss } from './metrics.js';
import { drawWeights, layersOver, logitsOf, widthsOf, type DenseLayer } from './network.js';
import { SeededRandom } from './seeded-random.js';
import type { Table } from './table.js';
import type { TrainedModel, TrainRequest } from './trained-model.js';

/** Rows looked at in one go when no gradient is needed. */
const FORWARD_ROWS = 4096;

/**
 * Trains a dense network (relu, dropout behind every hidden layer but the last, one sigmoid unit) with Adam, and keeps the weights of the
 * best epoch; without rows to watch, those of the last. Every random number comes from `seed`.
 */
export async function trainNetwork(request: TrainRequest<NetworkOptions>): Promise<TrainedModel> {
  const { train, options } = request;
  const loading = loadBackend(request.backend ?? 'wasm');
  // A second thread loads its own at the same time.
  const gradients = await openGradients(loading, request);
  const backend = await loading;
  const { weights, ...run } = await closing(gradients, runEpochs(backend, gradients, request));
  const layers = layersOver(weights, widthsOf(train.columns, options.hidden));
  return {
    ...run,
    ...exportLayersModel(layers, options.dropout),
    format: 'tfjs-layers',
    backend: backend.name,
    libraries: { '@tensorflow/tfjs': backend.tf.version.tfjs },
    predict: (table) => Float32Array.from(forward(backend, layers, table), sigmoid),
  };
}

async function closing<Result>(gradients: BatchGradients, run: Promise<Result>): Promise<Result> {
  try {
    return await run;
  } finally {
    await gradients.close();
  }
}

async function runEpochs(
  backend: Backend,
  gradients: BatchGradients,
  request: TrainRequest<NetworkOptions>,
): Promise<Pick<TrainedModel, 'rounds' | 'bestRound'> & { readonly weights: Float32Array }> {
  const { options, watch, train, seed } = request;
  const { memory } = gradients;
  const layers = layersOver(memory.weights, widthsOf(train.columns, options.hidden));
  drawWeights(layers, seed);
  const random = new SeededRandom(seed + 1);
  const batches = new BatchSource(memory, options, random);
  const step = stepper(gradients, { layers, options, random });
  let best = { epoch: 0, loss: Infinity, weights: Float32Array.from(memory.weights) };
  let epoch = 0;
  const patience = watch === undefined ? Infinity : options.patience;
  while (epoch < options.epochs && epoch - best.epoch < patience) {
    epoch += 1;
    const trainLoss = await trainEpoch(batches, step);
    const loss = watch === undefined ? trainLoss : watchLoss(forward(backend, layers, watch), watch.labels, options);
    if (watch === undefined || loss < best.loss) best = { epoch, loss, weights: Float32Array.from(memory.weights) };
    request.onRound?.({ round: epoch, trainLoss, ...(watch === undefined ? {} : { watchLoss: loss }), bestRound: best.epoch });
  }
  return { rounds: epoch, bestRound: best.epoch, weights: best.weights };
}

/** One step on a batch; gives the sum of its rows' losses before the step, prior corrected. */
type Step = (batch: BatchRange) => Promise<number>;

/** Mean loss as trained on. */
async function trainEpoch(batches: BatchSource, step: Step): Promise<number> {
  let [loss, rows] = [0, 0];
  for (const batch of batches.epoch()) {
    loss += await step(batch);
    rows += batch.count;
    if (batch.isTurnOver) await new Promise((resolve) => setImmediate(resolve));
  }
  return loss / rows;
}

interface StepTools {
  /** Over the memory's weights. */
  readonly layers: readonly DenseLayer[];
  readonly options: NetworkOptions;
  readonly random: SeededRandom;
}

function stepper(gradients: BatchGradients, { layers, options, random }: StepTools): Step {
  const { memory } = gradients;
  const adam = new Adam(options.learningRate);
  const changes = weightChanges(memory, layers, options);
  return async (batch) => {
    if (options.dropout > 0) memory.seeds.forEach((_, part) => (memory.seeds[part] = Math.floor(random.next() * 4_294_967_296)));
    await gradients.compute(batch);
    addUp(memory.gradients);
    adam.step(changes);
    return memory.losses.reduce((sum, loss) => sum + loss, 0);
  };
}

/** Of every layer, by the gradient of the first part, into which those of the others are added. */
function weightChanges({ gradients }: StepMemory, layers: readonly DenseLayer[], { l2, hidden }: NetworkOptions): WeightChange[] {
  const slopes = layersOver(gradients[0] ?? new Float32Array(), widthsOf(layers[0]?.inputs ?? 0, hidden));
  return layers.flatMap(({ kernel, bias }, place) => {
    const own = slopes[place];
    if (own === undefined) return [];
    return [
      { weights: kernel, gradient: own.kernel, l2 },
      { weights: bias, gradient: own.bias, l2: 0 },
    ];
  });
}

/** All into the first, in their order: another order would round otherwise. */
function addUp([first, ...others]: readonly Float32Array[]): void {
  for (const other of others) {
    if (first === undefined) return;
    for (let at = 0; at < first.length; at += 1) first[at] = (first[at] ?? 0) + (other[at] ?? 0);
  }
}

/** Logits of all rows. */
function forward({ tf }: Backend, layers: readonly DenseLayer[], { columns, rows, labels }: Table): Float64Array {
  const logits = new Float64Array(labels.length);
  for (let from = 0; from < labels.length; from += FORWARD_ROWS) {
    const to = Math.min(labels.length, from + FORWARD_ROWS);
    const part = tf.tidy(() =>
      logitsOf(tf, layers, tf.tensor2d(rows.slice(from * columns, to * columns), [to - from, columns])).dataSync(),
    );
    logits.set(part, from);
  }
  return logits;
}

function watchLoss(logits: Float64Array, labels: Uint8Array, options: NetworkOptions): number {
  const correction = correctionOf(options);
  return logLoss({ scores: logits.map((logit) => sigmoid(correctPrior(logit, correction))), labels });
}
