import type { OnnxFile } from '../artifact/onnx-file.js';
import type { OnnxGraph } from './read-onnx-graph.js';
/** Where in a graph rows go in and the score comes out. */
export type ScorePlace = Omit<OnnxFile, 'format'>;
/**
 * Where rows of `columns` columns go into the graph and the score comes out: the one input, and of the float outputs column 1 of [rows, 2] or
 * the only one of [rows, 1] or [rows]. Throws, with what to declare, where that is not plain, and where a declared place does not fit.
 */
export declare function findScore(graph: OnnxGraph, columns: number, declared?: Partial<ScorePlace>): ScorePlace;
