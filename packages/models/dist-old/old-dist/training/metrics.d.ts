/** Scores and labels of the same rows, in the same order. */
export interface Scored {
    readonly scores: ArrayLike<number>;
    readonly labels: Uint8Array;
}
/** Area under the ROC curve by the rank sum (Hanley and McNeil, 1982), ties counted half. NaN when a class is absent. */
export declare function areaUnderCurve({ scores, labels }: Scored): number;
/** Σ (recallₙ − recallₙ₋₁) · precisionₙ from the highest score down, equal scores taken together, as scikit-learn's average_precision_score. NaN without frauds. */
export declare function averagePrecision({ scores, labels }: Scored): number;
/** Expected calibration error: |mean score − fraud share| per equally wide bin, weighted by the bin's rows (Naeini, Cooper and Hauskrecht, 2015). */
export declare function calibrationError({ scores, labels }: Scored, bins?: number): number;
/** Mean −ln p(label), scores held 1e-7 away from 0 and 1. */
export declare function logLoss({ scores, labels }: Scored): number;
/** What acting on every score of at least `from` would have meant. */
export interface OperatingPoint {
    readonly from: number;
    readonly alerts: number;
    /** Frauds among the alerts; NaN without alerts. */
    readonly precision: number;
    /** Alerts among the frauds; NaN without frauds. */
    readonly recall: number;
}
/** Precision and recall at each threshold. */
export declare function operatingPoints({ scores, labels }: Scored, thresholds: readonly number[]): readonly OperatingPoint[];
/** Mean squared distance of score and label (Brier, 1950). */
export declare function brierScore({ scores, labels }: Scored): number;
