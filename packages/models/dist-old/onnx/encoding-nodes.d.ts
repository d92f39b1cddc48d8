import type { Artifact } from '../artifact/artifact-schema.js';
import type { OnnxBuilder } from './onnx-builder.js';
/**
 * From facts to scaled columns as `encodeRow` and `scaleRow` have them, in doubles that are rounded to float32 where those round. Every fact is
 * an input of its own name, [rows, 1]: a number or a boolean (0 or 1) as a double with NaN for missing, a category as a text with '' for missing.
 */
export declare function addEncoding(graph: OnnxBuilder, { inputs, scaler }: Pick<Artifact, 'inputs' | 'scaler'>): string;
