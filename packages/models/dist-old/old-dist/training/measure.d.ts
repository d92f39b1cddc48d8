import type { Metrics } from '../artifact/artifact-schema.js';
import type { FeatureTable } from './feature-table.js';
/** What scores of rows of a feature table are worth. Throws when the rows are not of both kinds. */
export declare function measure(table: FeatureTable, rows: Uint32Array, scores: ArrayLike<number>): Metrics;
