/** Scored rows with what tells days and cards apart. */
export interface ScoredByGroup {
    readonly scores: ArrayLike<number>;
    readonly labels: Uint8Array;
    /** Epoch milliseconds. */
    readonly timesMs: ArrayLike<number>;
    /** The card or customer of each row. */
    readonly groups: ArrayLike<number>;
}
/**
 * Card precision@k (Le Borgne et al., 2022, chapter 4.4): each UTC day the highest score per group, the k highest of those alerted; the share of
 * alerted groups with a fraud that day, mean over the days. Groups found are left out on later days. NaN without rows.
 */
export declare function cardPrecision({ scores, labels, timesMs, groups }: ScoredByGroup, alertsPerDay?: number): number;
