import type * as Tf from '@tensorflow/tfjs';
import type { TensorFlow } from './load-backend.js';
import type { LoadMessage } from './worker-messages.js';
/** Parses a layers model out of verified bytes; throws unless it takes [rows, columns] and gives [rows, 1]. */
export declare function loadLayersModel(tf: TensorFlow, { modelJson, weights, columns }: Pick<LoadMessage, 'modelJson' | 'weights' | 'columns'>): Promise<Tf.LayersModel>;
/** The network's probabilities of `count` rows. Leaves no tensor behind. `apply` costs half of what `predictOnBatch` does for one row. */
export declare function predictRows(tf: TensorFlow, model: Tf.LayersModel, rows: Float32Array, count: number): Float32Array<ArrayBuffer>;
/** As `predictRows`, for backends that give numbers later only: WebGPU. */
export declare function predictRowsLater(tf: TensorFlow, model: Tf.LayersModel, rows: Float32Array, count: number): Promise<Float32Array<ArrayBuffer>>;
