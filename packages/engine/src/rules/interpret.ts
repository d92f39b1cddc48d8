import type { CheckedLeaf, CheckedNode, Comparand } from './checked-rule.js';
import { holds } from './operators.js';
import { readFact } from './read-fact.js';
import type { FactView, Truth } from './rule-set.js';

/**
 * The meaning of a checked condition, in the plainest way: Kleene's strong three-valued logic over comparisons that are unknown when a
 * fact they need is missing. Looks at every part, reads every fact where it is used. Faster forms must answer the same.
 */
export function interpret(node: CheckedNode, view: FactView): Truth {
  switch (node.kind) {
    case 'leaf':
      return interpretLeaf(node, view);
    case 'not': {
      const truth = interpret(node.of, view);
      return truth === undefined ? undefined : !truth;
    }
    default:
      return decide(
        node.of.map((part) => interpret(part, view)),
        node.kind === 'any',
      );
  }
}

/** One part that is `decisive` decides; else an unknown part leaves the whole unknown. */
export function decide(parts: readonly Truth[], decisive: boolean): Truth {
  if (parts.includes(decisive)) return decisive;
  return parts.includes(undefined) ? undefined : !decisive;
}

function interpretLeaf(leaf: CheckedLeaf, view: FactView): Truth {
  const { left, right } = leaf;
  return compare(leaf, readFact(left, view), right.kind === 'operand' ? readFact(right.operand, view) : constantOf(right));
}

/** The meaning of a comparison of two values as read: undefined stands for missing, and leaves it unknown. */
export function compare({ operator }: CheckedLeaf, left: unknown, right: unknown): Truth {
  return left === undefined || right === undefined ? undefined : holds(operator, left, right);
}

/** What is written in the rule; undefined for a reference to a fact. */
export function constantOf(right: Comparand): unknown {
  if (right.kind === 'operand') return undefined;
  return right.kind === 'list' ? right.values : right.value;
}
