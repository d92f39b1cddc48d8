import type { Scored } from './metrics.js';
/** One threshold of a curve. */
export interface CurvePoint {
    readonly from: number;
    /** Frauds that are alerted, of all frauds. */
    readonly recall: number;
    /** Alerts that are fraud, of all alerts. */
    readonly precision: number;
    /** Genuine rows that are alerted, of all genuine rows. */
    readonly falseShare: number;
    /** Alerts, of all rows. */
    readonly alertShare: number;
}
/** The ROC and the precision–recall curve at once, from the highest score down, thinned to about `most` points. */
export declare function rankingCurve({ scores, labels }: Scored, most?: number): readonly CurvePoint[];
/** One bin of a calibration plot: how often rows scored about so were fraud. */
export interface CalibrationBin {
    readonly rows: number;
    readonly meanScore: number;
    readonly fraudShare: number;
}
/** Bins that hold equally many frauds, so that each says something: equally wide ones would leave most of the scale to a handful of rows. */
export declare function calibrationBins({ scores, labels }: Scored, bins?: number): readonly CalibrationBin[];
/** What mistakes cost, in whatever unit both are given. */
export interface Costs {
    /** A fraud that is not alerted. */
    readonly missedFraud: number;
    /** Looking at an alert. */
    readonly alert: number;
}
/** The cost of alerting every score of at least `from`: frauds missed and alerts looked at, as expected-cost thresholding has it (Elkan, 2001). */
export declare function costAt({ scores, labels }: Scored, from: number, { missedFraud, alert }: Costs): number;
