import type { Hit } from '../contract/decision.js';
import type { JsonValue, Scalar } from '../contract/json.js';
import type { DecoratorName, OperatorName } from './operators.js';
import type { FactType, Truth, UnknownRule } from './rule-set.js';

/** What a condition reads of a fact. */
export type OperandType =
  | Exclude<FactType, { readonly kind: 'array' | 'object' }>
  /** With `each`, an array with any element of another type is taken as missing; else only those that compare are looked at. */
  | { readonly kind: 'array'; readonly of?: FactType; readonly each?: true }
  /** An object with `lat` and `lon` in degrees. */
  | { readonly kind: 'position' }
  /** Any object: only whether it is there is of interest. */
  | { readonly kind: 'object' };

/** A fact, or a place inside it, that a condition reads. Two operands with the same fact, path and type are the same value. */
export interface Operand {
  readonly fact: string;
  /** Own-property names, outermost first; empty: the fact itself. */
  readonly path: readonly string[];
  /** A value of any other type than this is taken as missing. */
  readonly type: OperandType;
}

/** What an operand is compared with. */
export type Comparand =
  | { readonly kind: 'single'; readonly value: Scalar }
  /** Never empty. */
  | { readonly kind: 'list'; readonly values: readonly Scalar[] }
  | { readonly kind: 'operand'; readonly operand: Operand }
  | WrittenTest;

/** What is written in the rule made into a test: a pattern, a named list, a circle on the globe. */
export interface WrittenTest {
  readonly kind: 'test';
  /** The value as written. */
  readonly source: JsonValue;
  /** What is true of a value that is there and of the checked type. */
  readonly holds: (value: unknown) => Truth;
}

/** One comparison whose types are known to fit. */
export interface CheckedLeaf {
  readonly kind: 'leaf';
  readonly operator: OperatorName;
  /** Outermost first; absent: none. */
  readonly decorators?: readonly DecoratorName[];
  readonly left: Operand;
  readonly right: Comparand;
}

/**
 * A checked condition tree: what every compiled form (closures, interpreter, an index) is made of. A shared condition is one node that
 * several parents hold, so a form that expands it should count on at most `MAX_COMPARISONS_PER_RULE` leaves.
 */
export type CheckedNode = CheckedLeaf | CheckedBranch;

/** A node with parts. */
type CheckedBranch = (
  { readonly kind: 'all' | 'any'; readonly of: readonly CheckedNode[] } | { readonly kind: 'not'; readonly of: CheckedNode }
) & {
  /** Of a shared condition. */
  readonly name?: string;
  /** Of a branch that stands for one comparison: as it is written, for people. */
  readonly written?: CheckedLeaf;
};

/** One rule, checked: its condition, and what to report when it holds or cannot be decided. */
export interface CheckedRule {
  readonly condition: CheckedNode;
  readonly hit: Hit;
  readonly unknown: UnknownRule;
}
