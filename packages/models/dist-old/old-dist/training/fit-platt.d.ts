import type { Calibrator } from '../artifact/artifact-schema.js';
/**
 * Platt scaling: the slope and intercept that make sigmoid(slope · logit + intercept) likeliest, by Newton's method with
 * Platt's smoothed targets (J. Platt, 1999). Falls back to no calibrator when a class is absent or the slope is not positive.
 */
export declare function fitPlatt(logits: ArrayLike<number>, labels: Uint8Array): Calibrator;
