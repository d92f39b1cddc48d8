import type { GraphFile } from '../artifact/graph-file.js';
/** A node of a graph, as far as it is looked at. */
export interface GraphNode {
    readonly name: string;
    readonly op: string;
    /** Nodes whose tensors go in, by name; those that only have to run before are left out. */
    readonly inputs: readonly string[];
    readonly attr: Readonly<Record<string, unknown>>;
}
/** The nodes of a graph, each behind those that it takes from. Throws unless all operations are known and nothing goes in circles. */
export declare function readGraphNodes({ modelTopology }: Pick<GraphFile, 'modelTopology'>): readonly GraphNode[];
/** The node of a tensor: `name` or, of several outputs, `name:1`. */
export declare function nodeOf(tensor: string): string;
