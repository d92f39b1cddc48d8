import { type ReferenceProfile } from '@gavel/engine';
import type { Background, ModelInput, Scaler } from '../artifact/artifact-schema.js';
import { type FeatureTable } from './feature-table.js';
/** How the scores and inputs of some rows are distributed: what drift is measured against. */
export declare function trainingReference(table: FeatureTable, rows: Uint32Array, inputs: readonly ModelInput[], scores: ArrayLike<number>): ReferenceProfile;
/** Typical ones of some rows, evenly taken: what scores are explained against. */
export declare function typicalRows(table: FeatureTable, rows: Uint32Array, model: {
    readonly inputs: readonly ModelInput[];
    readonly scaler: Scaler;
}): Background;
