import type { Calibrator, ModelInput, Scaler } from '../artifact/artifact-schema.js';
import { type PriorCorrection } from '../artifact/correct-prior.js';
import type { Recipe } from '../artifact/recipe-schema.js';
import type { BackendName } from '../runtime/load-backend.js';
import type { FeatureTable } from './feature-table.js';
import type { Slices } from './slices.js';
import { type Table } from './table.js';
import type { RoundProgress, TrainedModel } from './trained-model.js';
/** What is fitted, on what, and by which recipe. */
export interface FitRequest {
    readonly table: FeatureTable;
    readonly slices: Pick<Slices, 'learn' | 'watch' | 'refit'>;
    readonly inputs: readonly ModelInput[];
    readonly recipe: Recipe;
    readonly seed: number;
    readonly backend?: BackendName;
    readonly onRound?: (progress: FitProgress) => void;
}
/** Where a fit stands: which member's training, and after which round. */
export interface FitProgress extends RoundProgress {
    readonly member: string;
    readonly stage: 'learn' | 'refit';
}
/** A model fitted, with all that scoring needs. */
export interface FittedModel {
    readonly model: TrainedModel;
    readonly scaler: Scaler;
    readonly priorCorrection: PriorCorrection;
    readonly calibrator: Calibrator;
    /** Unscaled rows that the model which is published was learnt from. */
    readonly learnt: Table;
    /** Scores of rows of a feature table, calibrated. */
    readonly score: (table: FeatureTable, rows: Uint32Array) => Float64Array;
}
/**
 * Learns from one slice, stops and calibrates by a later one and, if there is a slice to refit on, learns from that as long as the first
 * training did. Scaler and all else are fitted on what is learnt from only. The same request gives the same bytes.
 */
export declare function fitModel(request: FitRequest): Promise<FittedModel>;
