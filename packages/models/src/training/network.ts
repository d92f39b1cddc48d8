import type * as Tf from '@tensorflow/tfjs';
import type { NetworkOptions } from '../artifact/artifact-schema.js';
import type { TensorFlow } from '../runtime/load-backend.js';
import { SeededRandom } from './seeded-random.js';

/** A dense layer's weights while they are learnt. */
export interface DenseWeights {
  readonly kernel: Tf.Variable<Tf.Rank.R2>;
  readonly bias: Tf.Variable<Tf.Rank.R1>;
}

/** Fresh weights: He uniform for the hidden layers, Glorot uniform for the last, from our own seeded numbers. */
export function createWeights(tf: TensorFlow, columns: number, hidden: readonly number[], seed: number): readonly DenseWeights[] {
  const random = new SeededRandom(seed);
  const widths = [columns, ...hidden, 1];
  return widths.slice(1).map((units, layer) => {
    const fanIn = widths[layer] ?? 1;
    const limit = layer < hidden.length ? Math.sqrt(6 / fanIn) : Math.sqrt(6 / (fanIn + units));
    const values = Float32Array.from({ length: fanIn * units }, () => (random.next() * 2 - 1) * limit);
    // Tidied: a variable outlives the tensor that it starts from.
    return tf.tidy(() => ({ kernel: tf.variable(tf.tensor2d(values, [fanIn, units])), bias: tf.variable(tf.zeros<Tf.Rank.R1>([units])) }));
  });
}

/** The network's logits, [rows, 1]. `masks`: one per dropped-out layer, as `dropoutMasks` makes them; none when not training. */
export function logitsOf(
  tf: TensorFlow,
  weights: readonly DenseWeights[],
  x: Tf.Tensor2D,
  masks: readonly Tf.Tensor2D[] = [],
): Tf.Tensor2D {
  const matMul = matMulWithPlainGradient(tf);
  return weights.reduce((input, { kernel, bias }, layer) => {
    const sum = matMul(input, kernel).add<Tf.Tensor2D>(bias);
    if (layer === weights.length - 1) return sum;
    const mask = masks[layer];
    return mask === undefined ? sum.relu() : sum.relu<Tf.Tensor2D>().mul<Tf.Tensor2D>(mask);
  }, x);
}

/** Inverted dropout behind every hidden layer but the last: 0 for a dropped unit, 1 / (1 − rate) for a kept one. */
export function dropoutMasks(
  tf: TensorFlow,
  rows: number,
  options: Pick<NetworkOptions, 'hidden' | 'dropout'>,
  random: SeededRandom,
): Tf.Tensor2D[] {
  if (options.dropout === 0) return [];
  const kept = 1 / (1 - options.dropout);
  return options.hidden.slice(0, -1).map((units) => {
    const mask = new Float32Array(rows * units);
    for (let index = 0; index < mask.length; index += 1) mask[index] = random.next() < options.dropout ? 0 : kept;
    return tf.tensor2d(mask, [rows, units]);
  });
}

/**
 * Mean cross-entropy on logits, frauds weighing `classWeight` times as much: max(z, 0) − z·y + ln(1 + e^−|z|), the form that
 * does not overflow.
 */
export function weightedCrossEntropy(tf: TensorFlow, logits: Tf.Tensor2D, labels: Tf.Tensor2D, classWeight: number): Tf.Scalar {
  const losses = logits.relu().sub(logits.mul(labels)).add(logits.abs().neg().exp().log1p());
  const weights = labels.mul(classWeight - 1).add(1);
  return tf.mean(losses.mul(weights));
}

/**
 * The library's gradient of matMul asks for transposed products, for which its WASM backend has no fast kernel (about 20 times
 * slower); transposing first costs next to nothing.
 */
function matMulWithPlainGradient(tf: TensorFlow): (a: Tf.Tensor2D, b: Tf.Tensor2D) => Tf.Tensor2D {
  return tf.customGrad<Tf.Tensor2D>((left, right, save) => {
    if (!(left instanceof tf.Tensor && right instanceof tf.Tensor) || typeof save !== 'function')
      throw new TypeError('matMul takes two tensors');
    save([left, right]);
    return {
      value: tf.matMul<Tf.Tensor2D>(left, right),
      gradFunc: (dy, [x, w]) => {
        if (x === undefined || w === undefined) throw new TypeError('matMul saved no tensors');
        return [tf.matMul(dy, w.transpose()), tf.matMul(x.transpose(), dy)];
      },
    };
  });
}
