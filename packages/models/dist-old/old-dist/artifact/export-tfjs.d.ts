import type { VerifiedArtifact } from './read-artifact.js';
/** A file to be written, by its path in the export's folder. */
export interface ExportedFile {
    readonly path: string;
    readonly bytes: Uint8Array;
}
/** The networks of a version as TensorFlow.js reads them. */
export interface TfjsExport {
    readonly files: readonly ExportedFile[];
    /** Members of a blend that are trees, which TensorFlow.js has no format for. */
    readonly treesLeftOut: number;
}
/**
 * The networks of a version in TensorFlow.js's layers format (`tf.loadLayersModel`): scaled columns in, the network's own probability out. A blend
 * gives a folder for each network; a graph model goes out as it came (`tf.loadGraphModel`). What stands around them, from facts to columns and from probability to score, is in `pipeline.json`: a layers
 * model has no texts, no missing values and no calibrator. Throws where there is no network.
 */
export declare function exportTfjs({ artifact, modelJson, weights }: Pick<VerifiedArtifact, 'artifact' | 'modelJson' | 'weights'>): TfjsExport;
