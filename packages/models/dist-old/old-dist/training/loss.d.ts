/** How mistakes are weighed in training. */
export interface LossOptions {
    /** How much heavier a fraud weighs; 1: plain cross-entropy. */
    readonly classWeight: number;
    /** γ of the focal loss (Lin et al., 2017); 0: cross-entropy. */
    readonly focalGamma: number;
}
/** First derivative of the loss of one row with respect to its logit. */
export declare function lossGradient(logit: number, label: number, { classWeight, focalGamma }: LossOptions): number;
/** Second derivative of the weighted cross-entropy of one row, kept off zero. */
export declare function lossCurvature(logit: number, label: number, { classWeight }: Pick<LossOptions, 'classWeight'>): number;
