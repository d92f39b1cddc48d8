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
/** Fresh weights: He uniform for the hidden layers, Glorot uniform for the last, from our own seeded numbers. */
export declare function createLayers(columns: number, hidden: readonly number[], seed: number): readonly DenseLayer[];
/** The network's logits, [rows, 1]: relu behind every layer but the last. Call it inside a scope. */
export declare function logitsOf(tf: TensorFlow, layers: readonly DenseLayer[], x: Tf.Tensor2D): Tf.Tensor2D;
/** Inverted dropout behind every hidden layer but the last: 0 for a dropped unit, 1 / (1 − rate) for a kept one. */
export declare function dropoutMasks(tf: TensorFlow, rows: number, options: Pick<NetworkOptions, 'hidden' | 'dropout'>, random: SeededRandom): Tf.Tensor2D[];
export interface GradientRequest {
    readonly layers: readonly DenseLayer[];
    readonly x: Tf.Tensor2D;
    /** As `dropoutMasks` makes them, or none. */
    readonly masks: readonly Tf.Tensor2D[];
    /** Logits in, first derivatives of the loss with respect to them out. */
    readonly slopesOf: (logits: Float32Array) => Float32Array;
}
/** A gradient of each layer's weights. */
type LayerGradients = {
    readonly kernel: Float32Array;
    readonly bias: Float32Array;
}[];
/**
 * Back-propagation written out (Goodfellow, Bengio and Courville, 2016, algorithm 6.4): the library's tape costs more than the network does,
 * and asks for transposed products, for which the WASM backend has no fast kernel (about 20 times slower); transposing first
 * costs next to nothing. Call it inside a scope.
 */
export declare function gradientsOf(tf: TensorFlow, { layers, x, masks, slopesOf }: GradientRequest): LayerGradients;
export {};
