import type { ModelInput, Scaler } from './artifact-schema.js';
/** Facts by name; what is absent, or not of the input's kind, is missing. */
export type RowValues = Readonly<Record<string, unknown>>;
/** Number of columns that the inputs become. */
export declare function columnCount(inputs: readonly ModelInput[]): number;
/** Names of the columns, in order: the fact, `fact=category`, `fact=*` (any other), `fact?` (missing). */
export declare function columnNames(inputs: readonly ModelInput[]): readonly string[];
/** The columns that each fact becomes. */
export declare function inputColumns(inputs: readonly ModelInput[]): ReadonlyMap<string, readonly number[]>;
/** Writes one row of unscaled columns into `row` from `offset` on. The one way from facts to columns, in training and serving alike. */
export declare function encodeRow(inputs: readonly ModelInput[], values: RowValues, row: Float32Array, offset?: number): void;
/** Scales one row in place. */
export declare function scaleRow(scaler: Scaler, row: Float32Array, offset?: number): void;
