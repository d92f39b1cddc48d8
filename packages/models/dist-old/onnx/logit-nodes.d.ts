import type { OnnxBuilder } from './onnx-builder.js';
/** ln(p / (1 − p)) of a double, with p held away from 0 and 1 as `logit` holds it. */
export declare function addLogit(graph: OnnxBuilder, probability: string): string;
/** The probability of a logit: computed in doubles and rounded to float32, as the models that are served here do. */
export declare function addProbability(graph: OnnxBuilder, logit: string): string;
