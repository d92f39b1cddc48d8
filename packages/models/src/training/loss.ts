import { sigmoid } from '../artifact/logit.js';

/** How mistakes are weighed in training. */
export interface LossOptions {
  /** How much heavier a fraud weighs; 1: plain cross-entropy. */
  readonly classWeight: number;
  /** γ of the focal loss (Lin et al., 2017); 0: cross-entropy. */
  readonly focalGamma: number;
}

const EDGE = 1e-12;

/** First derivative of the loss of one row with respect to its logit. */
export function lossGradient(logit: number, label: number, options: LossOptions): number {
  return slopeAt(sigmoid(logit), label, options);
}

/** The same by the row's probability. */
export function slopeAt(p: number, label: number, { classWeight, focalGamma }: LossOptions): number {
  if (focalGamma === 0) return label === 1 ? classWeight * (p - 1) : p;
  // By the row's own side: q is the probability of the true class, and the loss is −(1 − q)^γ ln q.
  const q = Math.max(EDGE, label === 1 ? p : 1 - p);
  const slope = (1 - q) ** focalGamma * (focalGamma * q * Math.log(q) + q - 1);
  return label === 1 ? classWeight * slope : -slope;
}

/** Second derivative of the weighted cross-entropy of one row, kept off zero. */
export function lossCurvature(logit: number, label: number, { classWeight }: Pick<LossOptions, 'classWeight'>): number {
  const p = sigmoid(logit);
  return (label === 1 ? classWeight : 1) * Math.max(1e-6, p * (1 - p));
}
