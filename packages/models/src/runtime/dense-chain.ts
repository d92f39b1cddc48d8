import type * as Tf from '@tensorflow/tfjs';
import type { ActiveLayer } from '../artifact/dense-layers.js';
import type { Network } from './layers-model.js';
import type { TensorFlow } from './load-backend.js';

/** What follows a product in the same kernel, and what as one more. */
const FUSED: ReadonlySet<string> = new Set(['linear', 'relu']);

/**
 * Dense layers in a row as one fused product each. A layers model gives the same numbers, but spends four times as long on a single row,
 * nearly all of it on looking at shapes. Undefined where a layer has an activation that is not known here.
 */
export function denseChain(tf: TensorFlow, layers: readonly ActiveLayer[]): Network | undefined {
  const separate: Readonly<Record<string, (x: Tf.Tensor) => Tf.Tensor>> = { sigmoid: tf.sigmoid, tanh: tf.tanh };
  if (!layers.every(({ activation }) => FUSED.has(activation) || separate[activation] !== undefined)) return undefined;
  const links = layers.map(({ kernel, bias, inputs, units, activation }) => ({
    kernel: tf.tensor2d(kernel, [inputs, units]),
    bias: tf.tensor1d(bias),
    fused: activation === 'relu' ? ('relu' as const) : ('linear' as const),
    activate: separate[activation],
  }));
  return {
    forward: (rows) =>
      links.reduce<Tf.Tensor>((x, { kernel, bias, fused, activate }) => {
        const out = tf.fused.matMul({ a: x, b: kernel, bias, activation: fused });
        return activate === undefined ? out : activate(out);
      }, rows),
    dispose: () => tf.dispose(links.flatMap(({ kernel, bias }) => [kernel, bias])),
  };
}
