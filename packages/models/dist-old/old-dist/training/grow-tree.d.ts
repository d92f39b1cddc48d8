import type { Tree } from '../artifact/tree-ensemble.js';
import type { BinnedColumn } from './bin-columns.js';
/** How far a tree may grow. */
interface TreeLimits {
    readonly maxDepth: number;
    /** Least sum of second derivatives on either side of a cut. */
    readonly minHessian: number;
    /** Ridge on leaf values. */
    readonly l2: number;
}
/** What a tree is grown on: first and second derivatives of the loss by row, and the columns it may ask about. */
export interface Growth {
    readonly binned: readonly BinnedColumn[];
    readonly columns: Uint32Array;
    readonly gradients: Float64Array;
    readonly hessians: Float64Array;
    readonly limits: TreeLimits;
    /** Leaf values are shrunk by this. */
    readonly learningRate: number;
}
/**
 * Grows one regression tree by Newton's gain, G²/(H + λ) (Friedman 2001; Chen and Guestrin 2016, equation 7), over histograms. `rows` is
 * put into another order.
 */
export declare function growTree(growth: Growth, rows: Uint32Array): Tree;
export {};
