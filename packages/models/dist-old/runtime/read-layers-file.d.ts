import type * as Tf from '@tensorflow/tfjs';
/** The parts of a layers model that TensorFlow.js builds from. */
export interface LayersFile {
    readonly modelTopology: object;
    readonly weightSpecs: Tf.io.WeightsManifestEntry[];
}
/**
 * Reads `model.json` and makes sure, before anything is built, that the layers are known ones, that what they would ask for is in bounds,
 * and that `weights.bin` holds what they need. Throws with the reason.
 */
export declare function readLayersFile(modelJson: Uint8Array, weights: Uint8Array, columns: number): LayersFile;
