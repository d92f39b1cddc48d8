import { type ArtifactDraft, type Published } from '../../training/publish-artifact.js';
import type { ModelFiles } from '../../training/trained-model.js';
/** The network in plain arithmetic, with the numbers that make-graph-model.py draws. */
export declare function graphScorer(): (values: Readonly<Record<string, number>>) => number;
/** The graph model, published in a temporary directory of its own as foreign/graph. */
export interface GraphModels {
    readonly modelsDir: string;
    /** Publishes a version with other words or bytes. */
    readonly publish: (version: string, change: (made: Made) => Made) => Promise<Published>;
    readonly remove: () => Promise<void>;
}
interface Made {
    readonly draft: ArtifactDraft;
    readonly files: ModelFiles;
}
/** Publishes it with a table of 400 rows. */
export declare function graphModels(): Promise<GraphModels>;
export {};
