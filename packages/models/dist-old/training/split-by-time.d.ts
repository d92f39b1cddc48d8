/** Shares of the rows, by time: the rest, the latest, is held out. */
export interface SplitOptions {
    readonly trainShare: number;
    readonly watchShare: number;
    /** Rows this close after a border are left out, so that one fraud episode does not stand on both sides of it. */
    readonly gapMs: number;
}
/** Half-open ranges of row indices. */
export interface TimeSplit {
    readonly train: readonly [from: number, to: number];
    /** Stops the training, and fits the calibrator. */
    readonly watch: readonly [from: number, to: number];
    /** Looked at once, for the metrics. */
    readonly heldOut: readonly [from: number, to: number];
}
/** Cuts rows in time order (`times`, epoch milliseconds, ascending) into three slices with gaps between them. */
export declare function splitByTime(times: Float64Array, { trainShare, watchShare, gapMs }: SplitOptions): TimeSplit;
