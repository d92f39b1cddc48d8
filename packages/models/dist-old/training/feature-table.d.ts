/** One feature of all rows. */
export interface FeatureColumn {
    readonly kind: 'number' | 'boolean' | 'category';
    /** A number; 0 or 1; the place in `names`. NaN: missing. */
    readonly values: Float64Array;
    /** Of a category: its names. */
    readonly names?: readonly string[];
}
/** What models learn from, whoever made it: features by name with what became of each row. Rows stand in order of time. */
export interface FeatureTable {
    readonly rows: number;
    readonly columns: ReadonlyMap<string, FeatureColumn>;
    /** 1: fraud, 0: genuine. */
    readonly labels: Uint8Array;
    /** Time of the event, epoch milliseconds. */
    readonly timesMs: Float64Array;
    /** A number for each customer (or card, or account): rows of one group share it. */
    readonly groups: Float64Array;
}
/** Facts as a request would bring them. */
export type Facts = Record<string, number | boolean | string>;
/** The facts of one row; what is missing is absent. */
export declare function factsAt({ columns }: FeatureTable, row: number, names: Iterable<string>): Facts;
