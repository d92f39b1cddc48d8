import type { GraphFile } from '../artifact/graph-file.js';
/**
 * The graph with products of matrices, biases and activations apart where WebAssembly does not run them as one: an activation such as tanh, or
 * a bias that is a single number. The numbers stay the same.
 */
export declare function unfuse(file: GraphFile): GraphFile;
