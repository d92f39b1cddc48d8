import type { ScorePlace } from '../onnx/find-score.js';
/** The probabilities in the score's column of an output [rows, k] or [rows]. Throws where it has no such column. */
export declare function pickScores(data: Float32Array, count: number, { output, column, gives }: Omit<ScorePlace, 'input'>): Float32Array<ArrayBuffer>;
