import type { OnnxNode } from './read-onnx-node.js';
/** As many rows as a batch of an explanation or an evaluation may have, about. */
export declare const BOUND_ROWS = 1024;
/** How many numbers a tensor has at most, and, where it is known, its shape. */
export interface Size {
    readonly numbers: number;
    readonly shape?: readonly number[];
}
/** A shape as a size. */
export declare function sizeOf(shape: readonly number[]): Size;
/**
 * Makes sure, by following shapes through the graph, that it cannot ask for more memory than a model gets. Where a shape is not followed the
 * product of what goes in stands for it, so the bound is never too low. Answers the size of all there is; throws with the node that goes too far.
 */
export declare function checkSizes(nodes: readonly OnnxNode[], known: ReadonlyMap<string, Size>, given?: typeof sizeGiven): ReadonlyMap<string, Size>;
/** What a node gives at most, for what goes into it. */
export declare function sizeGiven({ operator, attributes }: Omit<OnnxNode, 'inputs' | 'outputs'>, inputs: readonly Size[]): Size;
