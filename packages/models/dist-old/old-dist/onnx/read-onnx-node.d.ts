/** What of an attribute bounds how much a node gives: its number, and how many a list of it holds. */
interface NodeAttribute {
    readonly int: number;
    readonly count: number;
    /** Of a tensor. */
    readonly shape?: readonly number[];
}
/** A node of a graph, as far as it is looked at. */
export interface OnnxNode {
    readonly operator: string;
    readonly inputs: readonly string[];
    readonly outputs: readonly string[];
    readonly attributes: ReadonlyMap<string, NodeAttribute>;
}
/** Reads a node; throws with the reason unless its operator is a known one and runs no graph of its own. */
export declare function readOnnxNode(bytes: Uint8Array): OnnxNode;
export {};
