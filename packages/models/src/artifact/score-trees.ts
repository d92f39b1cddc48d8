import { leafOf, type Tree, type TreeEnsemble } from './tree-ensemble.js';

/** Deeper trees would be padded to more nodes than a walk through them visits. */
const MAX_PADDED_DEPTH = 8;

/**
 * A tree with all its leaves on one level, nodes level by level: the children of node n are 2 n + 1 and 2 n + 2. A walk through it has no
 * branch that the processor could guess wrong, and those of several rows do not wait for each other.
 */
interface PaddedTree {
  readonly depth: number;
  readonly feature: Int32Array;
  /** Highest value that goes left. */
  readonly threshold: Float32Array;
  readonly leaves: Float32Array;
}

/** Adds to each row's logit what one tree says of the row. */
type TreeAdder = (rows: Float32Array, logits: Float64Array) => void;

/** Makes a tree over rows of `columns` ready for many rows; what it adds is to the bit what `leafOf` says. */
export function treeAdder(tree: Tree, columns: number): TreeAdder {
  const depth = depthOf(tree);
  if (depth > MAX_PADDED_DEPTH) {
    return (rows, logits) => {
      for (let row = 0; row < logits.length; row += 1) logits[row] = (logits[row] ?? 0) + leafOf(tree, rows, row * columns);
    };
  }
  const padded = pad(tree, depth);
  return (rows, logits) => addPadded(padded, rows, columns, logits);
}

/** The logits of `count` rows, by trees made ready once. */
export function treeScorer({ columns, base, trees }: TreeEnsemble): (rows: Float32Array, count: number) => Float64Array {
  const adders = trees.map((tree) => treeAdder(tree, columns));
  return (rows, count) => {
    const logits = new Float64Array(count).fill(base);
    for (const add of adders) add(rows, logits);
    return logits;
  };
}

/** Children stand behind their parent. */
function depthOf({ feature, right }: Tree): number {
  const depths = new Uint32Array(feature.length);
  feature.forEach((column, node) => {
    if (column < 0) return;
    const below = (depths[node] ?? 0) + 1;
    depths[node + 1] = below;
    depths[right[node] ?? 0] = below;
  });
  return depths.reduce((most, depth) => Math.max(most, depth), 0);
}

function pad({ feature, value, right }: Tree, depth: number): PaddedTree {
  const inner = 2 ** depth - 1;
  const padded: PaddedTree = {
    depth,
    feature: new Int32Array(inner),
    threshold: new Float32Array(inner).fill(Infinity),
    leaves: new Float32Array(inner + 1),
  };
  const place = (node: number, at: number): void => {
    const column = feature[node] ?? -1;
    if (at >= inner) {
      padded.leaves[at - inner] = value[node] ?? 0;
      return;
    }
    // A leaf above the last level stands below every node that is padded in under it: whichever way a row takes there.
    if (column >= 0) {
      padded.feature[at] = column;
      padded.threshold[at] = value[node] ?? 0;
    }
    place(column < 0 ? node : node + 1, 2 * at + 1);
    place(column < 0 ? node : (right[node] ?? 0), 2 * at + 2);
  };
  place(0, 0);
  return padded;
}

/** Four rows side by side: while one waits for a value, the others go on. */
function addPadded(tree: PaddedTree, rows: Float32Array, columns: number, logits: Float64Array): void {
  const { depth, leaves } = tree;
  const first = leaves.length - 1;
  const whole = logits.length - (logits.length % 4);
  for (let row = 0; row < whole; row += 4) {
    const offset = row * columns;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let level = 0; level < depth; level += 1) {
      a = childOf(tree, a, rows, offset);
      b = childOf(tree, b, rows, offset + columns);
      c = childOf(tree, c, rows, offset + 2 * columns);
      d = childOf(tree, d, rows, offset + 3 * columns);
    }
    logits[row] = (logits[row] ?? 0) + (leaves[a - first] ?? 0);
    logits[row + 1] = (logits[row + 1] ?? 0) + (leaves[b - first] ?? 0);
    logits[row + 2] = (logits[row + 2] ?? 0) + (leaves[c - first] ?? 0);
    logits[row + 3] = (logits[row + 3] ?? 0) + (leaves[d - first] ?? 0);
  }
  for (let row = whole; row < logits.length; row += 1) {
    let node = 0;
    for (let level = 0; level < depth; level += 1) node = childOf(tree, node, rows, row * columns);
    logits[row] = (logits[row] ?? 0) + (leaves[node - first] ?? 0);
  }
}

/** As in `leafOf`, NaN goes right. */
function childOf({ feature, threshold }: PaddedTree, node: number, rows: Float32Array, offset: number): number {
  return 2 * node + 2 - Number((rows[offset + (feature[node] ?? 0)] ?? 0) <= (threshold[node] ?? 0));
}
