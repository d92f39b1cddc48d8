import type { FeatureTable } from './feature-table.js';
import { type SplitOptions } from './split-by-time.js';
/** Rows of a feature table by what they are for. */
export interface Slices {
    /** Learnt from. */
    readonly learn: Uint32Array;
    /** Later: stops the training, and fits the calibrator. */
    readonly watch: Uint32Array;
    /** Learnt from once more, as long as the watched training did: nearer to what will be scored. Absent: the watched model is the one. */
    readonly refit?: Uint32Array;
    /** The latest, looked at once, for the metrics. */
    readonly heldOut: Uint32Array;
}
/** Windows counted back from the start of the test, as the Fraud Detection Handbook does (Le Borgne et al., 2022, chapter 5.2). */
export interface WindowOptions {
    /** Epoch milliseconds. */
    readonly testStartMs: number;
    readonly testDays: number;
    readonly trainDays: number;
    /** How long it takes until a label is known. */
    readonly delayDays: number;
}
/**
 * The last `trainDays` whose labels are known when the test starts are refitted on, after a rehearsal: the same model learnt one step (train and
 * delay) earlier and watched on those days. Groups whose fraud is known by a day of a test are no longer in it: their cards are blocked.
 */
export declare function windowSlices(table: FeatureTable, { testStartMs, testDays, trainDays, delayDays }: WindowOptions): Slices;
/** Slices by shares of the rows; `gapMs` is left out behind each border. */
export declare function shareSlices({ timesMs }: FeatureTable, options: SplitOptions): Slices;
