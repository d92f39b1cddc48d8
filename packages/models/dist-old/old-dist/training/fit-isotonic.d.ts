import type { Calibrator } from '../artifact/artifact-schema.js';
/**
 * Isotonic regression by pooling adjacent violators (Zadrozny and Elkan, 2002), with a knot at the mean logit of each block, so that between
 * knots the order of scores stays. Falls back to no calibrator when fewer than two levels remain.
 */
export declare function fitIsotonic(logits: ArrayLike<number>, labels: Uint8Array): Calibrator;
