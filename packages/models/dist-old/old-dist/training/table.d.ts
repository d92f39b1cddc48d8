/** Rows of columns with their labels, in time order. */
export interface Table {
    readonly columns: number;
    /** Row-major, `labels.length` × `columns`. */
    readonly rows: Float32Array;
    /** 1: fraud, 0: genuine. */
    readonly labels: Uint8Array;
}
/** The rows from `from` up to, not including, `to`: a view, not a copy. */
export declare function sliceTable(table: Table, from: number, to: number): Table;
/** Number of rows labelled fraud. */
export declare function fraudCount(table: Table): number;
