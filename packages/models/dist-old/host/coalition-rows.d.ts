/** Rows that go to the worker at once for an explanation: a row of a live decision that comes meanwhile waits for no more than these. */
export declare const COALITION_ROWS = 128;
/** A table of encoded rows, side by side. */
export interface CoalitionTable {
    readonly rows: Float32Array<ArrayBuffer>;
    readonly count: number;
    /** For each coalition of all groups, its row in the table. */
    readonly rowOf: Uint32Array;
}
/**
 * The rows of all coalitions of `groups` groups against one background row: columns of a group that is in the coalition are the
 * decision's, all others the background's. A group in which both have the same columns makes no difference, so its coalitions share
 * rows, unless `isWhole` asks for every one.
 */
export declare function coalitionTable(own: Float32Array, background: Float32Array, groupColumns: readonly (readonly number[])[], isWhole?: boolean): CoalitionTable;
