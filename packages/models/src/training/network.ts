import type * as Tf from '@tensorflow/tfjs';
import type { NetworkOptions } from '../artifact/recipe-schema.js';
import type { TensorFlow } from '../runtime/load-backend.js';
import { SeededRandom } from './seeded-random.js';

/** A dense layer's weights. Between steps they live outside the library: an optimiser over flat arrays is a tenth of its overhead. */
export interface DenseLayer {
  readonly inputs: number;
  readonly units: number;
  /** Row-major, `inputs` × `units`. */
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/** Width of the input, of each hidden layer, and of the output. */
export function widthsOf(columns: number, hidden: readonly number[]): readonly number[] {
  return [columns, ...hidden, 1];
}

/** Number of weights of a network of such widths, biases included. */
export function weightCount(widths: readonly number[]): number {
  return widths.slice(1).reduce((sum, units, layer) => sum + ((widths[layer] ?? 0) + 1) * units, 0);
}

/** Views of one flat array: each layer's kernel and then its bias, first layer first. */
export function layersOver(weights: Float32Array, widths: readonly number[]): readonly DenseLayer[] {
  let from = 0;
  const take = (count: number): Float32Array => weights.subarray(from, (from += count));
  return widths.slice(1).map((units, layer) => {
    const inputs = widths[layer] ?? 1;
    return { inputs, units, kernel: take(inputs * units), bias: take(units) };
  });
}

/** Fresh weights: He uniform for the hidden layers, Glorot uniform for the last, from our own seeded numbers; biases are left as they are. */
export function drawWeights(layers: readonly DenseLayer[], seed: number): void {
  const random = new SeededRandom(seed);
  layers.forEach(({ inputs, units, kernel }, layer) => {
    const limit = layer < layers.length - 1 ? Math.sqrt(6 / inputs) : Math.sqrt(6 / (inputs + units));
    for (let at = 0; at < kernel.length; at += 1) kernel[at] = (random.next() * 2 - 1) * limit;
  });
}

/** The network's logits, [rows, 1]: relu behind every layer but the last. Call it inside a scope. */
export function logitsOf(tf: TensorFlow, layers: readonly DenseLayer[], x: Tf.Tensor2D): Tf.Tensor2D {
  return layers.map((layer) => tensorsOf(tf, layer)).reduce((input, own, place) => dense(tf, input, own, place < layers.length - 1), x);
}

/** Inverted dropout behind every hidden layer but the last: 0 for a dropped unit, 1 / (1 − rate) for a kept one. */
export function dropoutMasks(
  tf: TensorFlow,
  rows: number,
  options: Pick<NetworkOptions, 'hidden' | 'dropout'>,
  random: SeededRandom,
): Tf.Tensor2D[] {
  if (options.dropout === 0) return [];
  return options.hidden.slice(0, -1).map((units) => tf.tensor2d(maskValues(rows * units, options.dropout, random), [rows, units]));
}

/** Xorshift (Marsaglia, 2003, shifts 13, 17, 5), written out: a call for each unit took longer than the network's own arithmetic. */
function maskValues(count: number, rate: number, random: SeededRandom): Float32Array {
  const mask = new Float32Array(count);
  const dropped = rate * 4_294_967_296;
  const kept = 1 / (1 - rate);
  let state = Math.floor(random.next() * 4_294_967_296) | 1;
  for (let index = 0; index < count; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    mask[index] = state >>> 0 < dropped ? 0 : kept;
  }
  return mask;
}

export interface GradientRequest {
  readonly layers: readonly DenseLayer[];
  readonly x: Tf.Tensor2D;
  /** As `dropoutMasks` makes them, or none. */
  readonly masks: readonly Tf.Tensor2D[];
  /** Logits in, first derivatives of the loss with respect to them out. */
  readonly slopesOf: (logits: Float32Array) => Float32Array;
}

/** A gradient of a layer's weights. */
export type LayerGradient = Pick<DenseLayer, 'kernel' | 'bias'>;

/**
 * Back-propagation written out (Goodfellow, Bengio and Courville, 2016, algorithm 6.4): the library's tape costs more than the network does,
 * and asks for transposed products, for which the WASM backend has no fast kernel (about 20 times slower); transposing first
 * costs next to nothing. Call it inside a scope.
 */
export function gradientsOf(tf: TensorFlow, { layers, x, masks, slopesOf }: GradientRequest): LayerGradient[] {
  const own = layers.map((layer) => tensorsOf(tf, layer));
  const inputs = [x];
  own.forEach((layer, place) => {
    const isHidden = place < layers.length - 1;
    const out = dense(tf, inputs[place] ?? x, layer, isHidden);
    const mask = isHidden ? masks[place] : undefined;
    inputs.push(mask === undefined ? out : out.mul<Tf.Tensor2D>(mask));
  });
  const logits = inputs[layers.length] ?? x;
  let delta = tf.tensor2d(slopesOf(logits.dataSync<'float32'>()), [x.shape[0], 1]);
  return own
    .toReversed()
    .map(({ kernel }, back) => {
      const place = layers.length - 1 - back;
      const input = inputs[place] ?? x;
      const gradient = weightGradient(tf, input, delta);
      if (place > 0) delta = throughRelu(tf.matMul(delta, kernel.transpose()), input, masks[place - 1]);
      return gradient;
    })
    .toReversed();
}

/**
 * Sums over the rows as products. On WASM a product first packs its right operand, at some 5 ns a value, which can take longer than the
 * arithmetic: so the narrower one stands there. And a product with ones takes a tenth of the time of the library's own sum over rows.
 */
function weightGradient(tf: TensorFlow, input: Tf.Tensor2D, delta: Tf.Tensor2D): LayerGradient {
  const rows = input.shape[0];
  if (delta.shape[1] <= input.shape[1]) {
    const kernel = tf.matMul(input.transpose(), delta);
    return { kernel: kernel.dataSync<'float32'>(), bias: tf.matMul(tf.ones([1, rows]), delta).dataSync<'float32'>() };
  }
  const across = delta.transpose();
  const kernel = tf.matMul(across, input).transpose();
  return { kernel: kernel.dataSync<'float32'>(), bias: tf.matMul(across, tf.ones([rows, 1])).dataSync<'float32'>() };
}

/** Through the relu, and the dropout, that made a layer's input. */
function throughRelu(back: Tf.Tensor2D, input: Tf.Tensor2D, mask: Tf.Tensor2D | undefined): Tf.Tensor2D {
  const open = back.mul<Tf.Tensor2D>(input.step());
  return mask === undefined ? open : open.mul<Tf.Tensor2D>(mask);
}

interface LayerTensors {
  readonly kernel: Tf.Tensor2D;
  readonly bias: Tf.Tensor1D;
}

function tensorsOf(tf: TensorFlow, { inputs, units, kernel, bias }: DenseLayer): LayerTensors {
  return { kernel: tf.tensor2d(kernel, [inputs, units]), bias: tf.tensor1d(bias) };
}

function dense(tf: TensorFlow, input: Tf.Tensor2D, { kernel, bias }: LayerTensors, isHidden: boolean): Tf.Tensor2D {
  const out: Tf.Tensor = tf.fused.matMul({ a: input, b: kernel, bias, activation: isHidden ? 'relu' : 'linear' });
  return out.as2D(input.shape[0], kernel.shape[1]);
}
