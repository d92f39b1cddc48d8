import type { Artifact } from '../artifact/artifact-schema.js';
import type { OnnxBuilder } from './onnx-builder.js';
/** From the model's own probability (float32) to the score that is served (double): the prior correction, then the calibrator, as `calibrate` has them. */
export declare function addCalibration(graph: OnnxBuilder, probability: string, { priorCorrection, calibrator }: Pick<Artifact, 'priorCorrection' | 'calibrator'>): string;
