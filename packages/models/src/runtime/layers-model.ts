import type * as Tf from '@tensorflow/tfjs';
import { findDenseLayers } from '../artifact/dense-layers.js';
import { denseChain } from './dense-chain.js';
import type { TensorFlow } from './load-backend.js';
import { readLayersFile } from './read-layers-file.js';
import type { LoadMessage } from './worker-messages.js';

/** Parses a layers model out of verified bytes; throws unless it takes [rows, columns] and gives [rows, 1]. */
export async function loadLayersModel(
  tf: TensorFlow,
  { modelJson, weights, columns }: Pick<LoadMessage, 'modelJson' | 'weights' | 'columns'>,
): Promise<Tf.LayersModel> {
  const { modelTopology, weightSpecs } = readLayersFile(modelJson, weights, columns);
  const weightData = weights.slice().buffer;
  // Some activations hide a NaN: the network would score, and wrongly.
  if (!new Float32Array(weightData).every(Number.isFinite)) throw new Error('weights.bin holds values that are no numbers');
  const model = await tf.loadLayersModel({ load: () => Promise.resolve({ modelTopology, weightSpecs, weightData }) });
  const [input, output] = [model.inputs[0]?.shape, model.outputs[0]?.shape];
  const fits =
    model.inputs.length === 1 &&
    model.outputs.length === 1 &&
    input?.length === 2 &&
    input[1] === columns &&
    output?.length === 2 &&
    output[1] === 1;
  if (fits) return model;
  model.dispose();
  throw new Error(
    `the network takes ${shapeText(input)} and gives ${shapeText(output)}; the artifact's inputs make [rows, ${columns}] and a score is [rows, 1]`,
  );
}

/** A network that is loaded. */
export interface Network {
  /** [rows, columns] → [rows, 1]. Call it inside a scope. */
  readonly forward: (rows: Tf.Tensor2D) => Tf.Tensor;
  readonly dispose: () => void;
}

/** As `loadLayersModel` checks it, and run in the quickest way that there is for its layers. */
export async function loadNetwork(tf: TensorFlow, file: Pick<LoadMessage, 'modelJson' | 'weights' | 'columns'>): Promise<Network> {
  const model = await loadLayersModel(tf, file);
  const layers = findDenseLayers(file.modelJson, file.weights, file.columns);
  const chain = typeof layers === 'string' ? undefined : denseChain(tf, layers);
  if (chain === undefined) return { forward: (rows) => oneOutput(tf, model.apply(rows)), dispose: () => model.dispose() };
  model.dispose();
  return chain;
}

function oneOutput(tf: TensorFlow, given: unknown): Tf.Tensor {
  if (given instanceof tf.Tensor) return given;
  throw new Error('the network gives more than one output');
}

/** The network's probabilities of `count` rows. Leaves no tensor behind. */
export function predictRows(tf: TensorFlow, { forward }: Network, rows: Float32Array, count: number): Float32Array<ArrayBuffer> {
  return tf.tidy(() => Float32Array.from(forward(tf.tensor2d(rows, [count, rows.length / count])).dataSync<'float32'>()));
}

/** As `predictRows`, for backends that give numbers later only: WebGPU. */
export async function predictRowsLater(
  tf: TensorFlow,
  { forward }: Network,
  rows: Float32Array,
  count: number,
): Promise<Float32Array<ArrayBuffer>> {
  const output = tf.tidy(() => forward(tf.tensor2d(rows, [count, rows.length / count])));
  try {
    return Float32Array.from(await output.data<'float32'>());
  } finally {
    output.dispose();
  }
}

function shapeText(shape: readonly (number | null)[] | undefined): string {
  return `[${(shape ?? []).map((size) => size ?? 'rows').join(', ')}]`;
}
