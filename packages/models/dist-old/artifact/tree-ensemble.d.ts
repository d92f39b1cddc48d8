/** One tree, its nodes in preorder: the left child of node n is n + 1. */
export interface Tree {
    /** Column that the node asks about; −1: a leaf. */
    readonly feature: Int32Array;
    /** Of a leaf its value in logits; else the highest value that goes left. */
    readonly value: Float32Array;
    /** Node of the right child; 0 for a leaf. */
    readonly right: Int32Array;
}
/** Trees whose leaves add up, with `base`, to a logit. */
export interface TreeEnsemble {
    readonly columns: number;
    readonly base: number;
    readonly trees: readonly Tree[];
}
/** The logit of the row of `columns` values at `offset`. */
export declare function treesLogit({ base, trees }: TreeEnsemble, rows: Float32Array, offset: number): number;
