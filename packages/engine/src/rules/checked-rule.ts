import type { Hit } from '../contract/decision.js';
import type { Scalar } from '../contract/json.js';
import type { OperatorName } from './operators.js';
import type { FactType, UnknownRule } from './rule-set.js';

/** A fact, or a place inside it, that a condition reads. Two operands with the same fact and path are the same value. */
export interface Operand {
  readonly fact: string;
  /** Own-property names, outermost first; empty: the fact itself. */
  readonly path: readonly string[];
  /** Never an object: a value of any other type than this is taken as missing. */
  readonly type: Exclude<FactType, { readonly kind: 'object' }>;
}

/** What an operand is compared with. */
export type Comparand =
  | { readonly kind: 'single'; readonly value: Scalar }
  /** Never empty. */
  | { readonly kind: 'list'; readonly values: readonly Scalar[] }
  | { readonly kind: 'operand'; readonly operand: Operand };

/** One comparison whose types are known to fit. */
export interface CheckedLeaf {
  readonly kind: 'leaf';
  readonly operator: OperatorName;
  readonly left: Operand;
  readonly right: Comparand;
}

/**
 * A checked condition tree: what every compiled form (closures, interpreter, an index) is made of. A shared condition is one node that
 * several parents hold, so a form that expands it should count on at most `MAX_COMPARISONS_PER_RULE` leaves.
 */
export type CheckedNode =
  CheckedLeaf | { readonly kind: 'all' | 'any'; readonly of: readonly CheckedNode[] } | { readonly kind: 'not'; readonly of: CheckedNode };

/** One rule, checked: its condition, and what to report when it holds or cannot be decided. */
export interface CheckedRule {
  readonly condition: CheckedNode;
  readonly hit: Hit;
  readonly unknown: UnknownRule;
}
