import { type Size } from '../onnx/bound-sizes.js';
import type { GraphNode } from './read-graph-nodes.js';
import type { GraphWeight } from './read-graph-weights.js';
/**
 * How many numbers each node gives at most, and in which shape (an upper bound in each dimension), where `placeholders` has the sizes of what
 * goes in. Throws where the graph could ask for more memory than a model gets.
 */
export declare function followSizes(nodes: readonly GraphNode[], weights: ReadonlyMap<string, GraphWeight>, placeholders: ReadonlyMap<string, Size>): ReadonlyMap<string, Size>;
