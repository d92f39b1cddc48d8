import { type ScorePlace } from '../onnx/find-score.js';
import type { ScoringModel } from '../runtime/scoring-model.js';
import type { ModelFiles } from '../training/trained-model.js';
/** The bytes of a model as another framework exported it; of a graph model `weights` are its files one behind the other. */
export type ForeignFiles = {
    readonly format: 'onnx';
    readonly onnx: Uint8Array;
} | {
    readonly format: 'tfjs-graph';
    readonly modelJson: Uint8Array;
    readonly weights: Uint8Array;
};
/** A model from elsewhere, opened, and the files that it is published as. */
export interface OpenForeign {
    readonly files: ModelFiles;
    readonly model: ScoringModel;
}
/** Opens a model that takes `columns` columns, graph models on WebAssembly; `declared` says where its score is. Rejects with the reason. */
export declare function openForeign(given: ForeignFiles, columns: number, declared: Partial<ScorePlace>): Promise<OpenForeign>;
