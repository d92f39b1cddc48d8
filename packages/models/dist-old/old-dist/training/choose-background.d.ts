import type { Artifact, Background, ModelInput, Scaler } from '../artifact/artifact-schema.js';
type Values = Artifact['goldenRows'][number]['values'];
/**
 * The most typical of the rows: medoids, each the row that brings all others nearest to a chosen one, with the share of rows that are
 * nearest to it as its weight. The first is the most typical of all, so the first few of them are a smaller background.
 */
export declare function chooseBackground(candidates: readonly Values[], model: {
    readonly inputs: readonly ModelInput[];
    readonly scaler: Scaler;
}, count?: number): Background;
export {};
