import type { GraphFile } from '../artifact/graph-file.js';
import type { GraphNode } from './read-graph-nodes.js';
/** A constant of a graph. */
export interface GraphWeight {
    readonly shape: readonly number[];
    /** Of an int32 weight that is a list of positions or sizes: its numbers. */
    readonly ints: readonly number[] | undefined;
}
/**
 * The weights by their nodes. Throws unless `weights.bin` holds exactly what `model.json` describes, none of it NaN, and each constant of the
 * graph has its weight and each weight its constant.
 */
export declare function readGraphWeights({ weightsManifest }: Pick<GraphFile, 'weightsManifest'>, bytes: Uint8Array, nodes: readonly GraphNode[]): ReadonlyMap<string, GraphWeight>;
