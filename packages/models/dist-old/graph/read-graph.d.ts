import type { GraphFile } from '../artifact/graph-file.js';
import type { OnnxGraph } from '../onnx/read-onnx-graph.js';
/** What of a graph model decides whether, and how, it can be served. */
export interface ReadGraph extends OnnxGraph {
    /** The tensor in the graph that an input or output of the signature stands for. */
    readonly tensorOf: ReadonlyMap<string, string>;
}
/**
 * Makes sure, before TensorFlow.js sees a graph, that it has known operations alone, that its weights are all there, as many as it says and
 * none of them NaN, and that it cannot ask for more memory than a model gets. Throws with the reason.
 */
export declare function readGraph(file: GraphFile, weights: Uint8Array, columns: number): ReadGraph;
