import type { ModelInput } from '../artifact/artifact-schema.js';
import { type FeatureTable } from './feature-table.js';
import type { Table } from './table.js';
/** The named rows as unscaled columns, by the same way that serving takes. */
export declare function encodeTable(table: FeatureTable, rows: Uint32Array, inputs: readonly ModelInput[]): Table;
/** The labels of the named rows. */
export declare function pickLabels({ labels }: Pick<FeatureTable, 'labels'>, rows: Uint32Array): Uint8Array;
