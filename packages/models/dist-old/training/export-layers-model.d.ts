import type { DenseLayer } from './network.js';
import type { ModelFiles } from './trained-model.js';
/**
 * Writes the network in TensorFlow.js's own layers format, as `tf.loadLayersModel` reads it. Written out here, not by
 * `model.save`, because that puts the date into the file and the same training would not give the same bytes.
 */
export declare function exportLayersModel(layers: readonly DenseLayer[], dropout: number): ModelFiles;
