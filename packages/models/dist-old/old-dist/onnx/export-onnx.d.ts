import type { VerifiedArtifact } from '../artifact/read-artifact.js';
import { type ModelToExport } from './model-nodes.js';
/**
 * A version as one ONNX file (opset 17, ai.onnx.ml 3): facts in, the served score out, with all that is between. Every fact is an input
 * [rows, 1] of its own name: a number or a boolean (0 or 1) as float64 with NaN for missing, a category as a string with '' for missing. The
 * output `score` is float32 [rows, 1]. Throws where part of a model cannot be said in ONNX. A version that came as ONNX is given as it came:
 * its encoded columns in, its own output out.
 */
export declare function exportOnnx({ artifact, modelJson, weights }: Pick<VerifiedArtifact, 'artifact' | 'modelJson' | 'weights'>): Uint8Array;
/** The model alone: scaled columns as the input `rows`, float32 [rows, columns], in; its own probability out. */
export declare function exportOnnxModel(model: ModelToExport): Uint8Array;
