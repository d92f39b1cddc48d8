import type { Artifact } from './artifact-schema.js';
/** The model's own probability → a calibrated one: the prior correction, then the calibrator. NaN and values outside [0, 1] stay as they are. */
export declare function calibrate(probability: number, { priorCorrection, calibrator }: Pick<Artifact, 'priorCorrection' | 'calibrator'>): number;
