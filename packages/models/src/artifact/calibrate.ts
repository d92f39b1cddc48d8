import type { Artifact, Calibrator } from './artifact-schema.js';

/** A float32 sigmoid cannot tell probabilities closer to 0 or 1 than this apart. */
const EDGE = 1e-7;

/** The network's own probability → a calibrated one: the prior correction, then the calibrator. NaN and values outside [0, 1] stay as they are. */
export function calibrate(probability: number, { priorCorrection, calibrator }: Pick<Artifact, 'priorCorrection' | 'calibrator'>): number {
  if (!(probability >= 0 && probability <= 1)) return probability;
  const corrected = logit(probability) - Math.log(priorCorrection.classWeight);
  return sigmoid(applyCalibrator(calibrator, corrected));
}

/** ln(p / (1 − p)), with p held 1e-7 away from 0 and 1. */
export function logit(probability: number): number {
  const held = Math.min(1 - EDGE, Math.max(EDGE, probability));
  return Math.log(held / (1 - held));
}

/** 1 / (1 + e^−x). */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function applyCalibrator(calibrator: Calibrator, x: number): number {
  return calibrator.kind === 'none' ? x : calibrator.slope * x + calibrator.intercept;
}
