import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { treeScorer } from './score-trees.js';
import { leafOf, type Tree } from './tree-ensemble.js';

const COLUMNS = 5;
type Node = { readonly leaf: number } | { readonly column: number; readonly threshold: number; readonly left: Node; readonly right: Node };

const float = fc.oneof(fc.float({ noNaN: true }), fc.constantFrom(0, -0, 1, -1));
const { node } = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'large' },
    fc.record({ leaf: float }),
    fc.record({ column: fc.nat(COLUMNS - 1), threshold: float, left: tie('node'), right: tie('node') }),
  ),
}));

function treeOf(root: Node): Tree {
  const [feature, value, right]: [number[], number[], number[]] = [[], [], []];
  const place = (at: Node): void => {
    const own = feature.length;
    feature.push('leaf' in at ? -1 : at.column);
    value.push('leaf' in at ? at.leaf : at.threshold);
    right.push(0);
    if ('leaf' in at) return;
    place(at.left);
    right[own] = feature.length;
    place(at.right);
  };
  place(root);
  return { feature: Int32Array.from(feature), value: Float32Array.from(value), right: Int32Array.from(right) };
}

/** A tree of one long branch. */
function branch(depth: number): Node {
  const leaf: Node = { leaf: depth };
  return depth === 0 ? leaf : { column: depth % COLUMNS, threshold: depth / 20, left: branch(depth - 1), right: leaf };
}

/** The logits of the rows, as scored and as one walk after the other gives them. */
function bothWays(trees: readonly Tree[], values: readonly number[]): readonly [Float64Array, Float64Array] {
  const rows = Float32Array.from(values);
  const count = Math.floor(rows.length / COLUMNS);
  const walked = Array.from({ length: count }, (_, row) => trees.reduce((sum, tree) => sum + leafOf(tree, rows, row * COLUMNS), 0.25));
  return [treeScorer({ columns: COLUMNS, base: 0.25, trees })(rows, count), Float64Array.from(walked)];
}

describe('treeScorer', () => {
  it('gives to the bit what walks through the trees give, for any number of rows, NaN among them', () => {
    const rows = fc.integer({ min: 0, max: 11 }).chain((count) => {
      const size = { minLength: count * COLUMNS, maxLength: count * COLUMNS };
      return fc.array(fc.oneof(float, fc.constant(Number.NaN), fc.constant(Infinity)), size);
    });
    fc.assert(
      fc.property(fc.array(node, { maxLength: 6 }), rows, (roots, values) => {
        const [scored, walked] = bothWays(roots.map(treeOf), values);
        expect(scored).toEqual(walked);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([0, 1, 8, 9, 16])('takes a tree of depth %i', (depth) => {
    const [scored, walked] = bothWays(
      [treeOf(branch(depth))],
      Array.from({ length: 7 * COLUMNS }, (_, at) => Math.sin(at)),
    );
    expect(scored).toEqual(walked);
  });
});
