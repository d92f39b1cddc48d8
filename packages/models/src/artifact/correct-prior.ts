import { logit, sigmoid } from './logit.js';

/** What the loss or the choice of rows did to the odds. */
export interface PriorCorrection {
  /** Frauds counted this many times as much as they occur, by weight or because genuine rows were left out. */
  readonly classWeight: number;
  /** γ of the focal loss that was minimised; absent: cross-entropy. */
  readonly focalGamma?: number;
}

/** The correction that training with these options needs: weights and left-out rows multiply the odds alike (Elkan, 2001, theorem 2). */
export function correctionOf(options: {
  readonly classWeight: number;
  readonly genuineShare?: number | undefined;
  readonly focalGamma?: number;
}): PriorCorrection {
  const classWeight = options.classWeight / (options.genuineShare ?? 1);
  return options.focalGamma === undefined ? { classWeight } : { classWeight, focalGamma: options.focalGamma };
}

/** The logit that plain cross-entropy on all rows would have aimed at. Exact: what minimises the weighted loss is taken back to what it is a function of. */
export function correctPrior(trained: number, { classWeight, focalGamma }: PriorCorrection): number {
  const unfocused = focalGamma === undefined || focalGamma === 0 ? trained : unfocus(sigmoid(trained), focalGamma);
  return unfocused - Math.log(classWeight);
}

/** Charoenphakdee et al., 2021 (On Focal Loss for Class-Posterior Probability Estimation), theorem 11, for two classes, as a logit. */
function unfocus(probability: number, gamma: number): number {
  const p = sigmoid(logit(probability));
  return Math.log(focused(p, gamma) / focused(1 - p, gamma));
}

function focused(p: number, gamma: number): number {
  return p / ((1 - p) ** gamma - gamma * (1 - p) ** (gamma - 1) * p * Math.log(p));
}
