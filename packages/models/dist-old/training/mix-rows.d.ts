import type { FeatureTable } from './feature-table.js';
/** A table of as many rows, each feature of which comes from another of `rows`: what is published as an example is then nobody's data. */
export declare function mixRows(table: FeatureTable, rows: Uint32Array): FeatureTable;
