import type { Table } from './table.js';
/** A column cut into bins. */
export interface BinnedColumn {
    /** The bin of each row. */
    readonly bins: Uint8Array;
    /** The highest value of each bin but the last: where a tree may cut. */
    readonly cuts: Float32Array;
}
/** Every column of the table in bins; equal values share a bin. */
export declare function binColumns({ columns, rows, labels }: Table): readonly BinnedColumn[];
