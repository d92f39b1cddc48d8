/** What the loss or the choice of rows did to the odds. */
export interface PriorCorrection {
    /** Frauds counted this many times as much as they occur, by weight or because genuine rows were left out. */
    readonly classWeight: number;
    /** γ of the focal loss that was minimised; absent: cross-entropy. */
    readonly focalGamma?: number;
}
/** The correction that training with these options needs: weights and left-out rows multiply the odds alike (Elkan, 2001, theorem 2). */
export declare function correctionOf(options: {
    readonly classWeight: number;
    readonly genuineShare?: number | undefined;
    readonly focalGamma?: number;
}): PriorCorrection;
/** The logit that plain cross-entropy on all rows would have aimed at. Exact: what minimises the weighted loss is taken back to what it is a function of. */
export declare function correctPrior(trained: number, { classWeight, focalGamma }: PriorCorrection): number;
