import { type ArtifactDraft, type Published } from '../../training/publish-artifact.js';
import type { ModelFiles } from '../../training/trained-model.js';
/** Models that other frameworks trained and exported, by the name of their file. */
export declare const FOREIGN_MODELS: readonly ['xgboost', 'lightgbm', 'scikit-learn'];
/** The bytes of a file of this folder. */
export declare function foreignFile(name: string): Promise<Uint8Array>;
/** Foreign models published in a temporary directory of their own. */
export interface ForeignModels {
    readonly modelsDir: string;
    /** Publishes a version with other words or bytes. */
    readonly publish: (version: string, change: (made: Made) => Made) => Promise<Published>;
    readonly remove: () => Promise<void>;
}
interface Made {
    readonly draft: ArtifactDraft;
    readonly files: ModelFiles;
}
/** Publishes all of them, each with a table of 400 rows. */
export declare function foreignModels(): Promise<ForeignModels>;
export {};
