import type { CheckedLeaf, CheckedNode, Comparand } from './checked-rule.js';
import { holds, type DecoratorName } from './operators.js';
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

/** The meaning of a comparison of two values as read: undefined stands for missing, and leaves all but `isMissing` unknown. */
export function compare(leaf: CheckedLeaf, left: unknown, right: unknown): Truth {
  const isUnknown = leaf.operator !== 'isMissing' && (left === undefined || right === undefined);
  if (isUnknown) return undefined;
  return leaf.decorators === undefined ? compareValues(leaf, left, right) : compareUnder(leaf, leaf.decorators, left, right);
}

function compareValues({ operator, right: written }: CheckedLeaf, left: unknown, right: unknown): Truth {
  return written.kind === 'test' ? written.holds(left) : holds(operator, left, right);
}

/** Peels the decorators off, the outermost first. */
function compareUnder(leaf: CheckedLeaf, [decorator, ...inner]: readonly DecoratorName[], left: unknown, right: unknown): Truth {
  switch (decorator) {
    case undefined:
      return compareValues(leaf, left, right);
    case 'not': {
      const truth = compareUnder(leaf, inner, left, right);
      return truth === undefined ? undefined : !truth;
    }
    case 'swap':
      return compareUnder(leaf, inner, right, left);
    case 'someFact':
    case 'everyFact':
      return decideEach(left, decorator === 'someFact', (item) => compareUnder(leaf, inner, item, right));
    default:
      return decideEach(right, decorator === 'someValue', (item) => compareUnder(leaf, inner, left, item));
  }
}

function decideEach(items: unknown, decisive: boolean, truthOf: (item: unknown) => Truth): Truth {
  return Array.isArray(items) ? decide(items.map(truthOf), decisive) : undefined;
}

/** What is written in the rule, to be compared with; undefined for a reference to a fact. */
export function constantOf(right: Comparand): unknown {
  switch (right.kind) {
    case 'operand':
      return undefined;
    case 'list':
      return right.values;
    case 'test':
      return right.source;
    default:
      return right.value;
  }
}
