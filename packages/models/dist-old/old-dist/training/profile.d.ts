import type { FeatureProfile, ModelInput } from '../artifact/artifact-schema.js';
import type { FeatureTable } from './feature-table.js';
/** The values at the 0, 5, … 100 % quantiles: each the nearest that occurs. */
export declare function quantilesOf(values: ArrayLike<number>): number[];
/** How each input is distributed over the rows: what later traffic is compared with. */
export declare function featureProfile(table: FeatureTable, rows: Uint32Array, inputs: readonly ModelInput[]): FeatureProfile[];
