import type { Artifact, ModelInput } from '../artifact/artifact-schema.js';
import type { NetworkOptions } from '../artifact/recipe-schema.js';
import type { ModelFiles } from '../training/trained-model.js';
import { type ArtifactDraft, type Published } from '../training/publish-artifact.js';
import type { Table } from '../training/table.js';
/** Inputs of every kind. */
export declare const SAMPLE_INPUTS: readonly ModelInput[];
export declare const SAMPLE_NETWORK: NetworkOptions;
/** Facts that mean fraud when a new customer pays much, and their unscaled columns. */
export declare function sampleTable(rows: number, seed: number): {
    readonly table: Table;
    readonly values: readonly Record<string, string | number | boolean>[];
};
/** A small model trained and published in its own temporary directory. */
export interface SampleModels {
    readonly modelsDir: string;
    /** Publishes another version; `change` alters what would be written. */
    readonly publish: (version: string, change?: (draft: ArtifactDraft) => ArtifactDraft, changeFiles?: (files: ModelFiles) => ModelFiles) => Promise<Published>;
    readonly golden: Artifact['goldenRows'];
    /** The network itself, for servers in its place: probabilities of encoded and scaled rows. */
    readonly predict: (rows: Float32Array, count: number) => Float32Array;
    readonly remove: () => Promise<void>;
}
/** Trains once; the versions published from it differ only in name, unless `change` says otherwise. */
export declare function sampleModels(): Promise<SampleModels>;
