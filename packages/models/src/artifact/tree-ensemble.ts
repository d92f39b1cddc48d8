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

/** What the tree says of the row of columns at `offset`, in logits. */
export function leafOf({ feature, value, right }: Tree, rows: Float32Array, offset: number): number {
  let node = 0;
  let column = feature[0] ?? -1;
  while (column >= 0) {
    // The comparison is turned around so that NaN goes right, as a value above every threshold does.
    node = (rows[offset + column] ?? 0) <= (value[node] ?? 0) ? node + 1 : (right[node] ?? 0);
    column = feature[node] ?? -1;
  }
  return value[node] ?? 0;
}
