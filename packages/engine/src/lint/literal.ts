import type { LeafCondition } from '../contract/condition.js';
import type { JsonValue, Scalar } from '../contract/json.js';

/** A comparison, or the opposite of one: never a `not` of something else. */
export interface Literal {
  /** The fact and the path inside it: `amount`, `place.city`. */
  readonly operand: string;
  readonly operator: string;
  readonly value: unknown;
  /** Equal for equal comparisons, whatever their names and priorities. */
  readonly key: string;
}

const OPPOSITES: Readonly<Record<string, string>> = {
  equal: 'notEqual',
  notEqual: 'equal',
  in: 'notIn',
  notIn: 'in',
  contains: 'doesNotContain',
  doesNotContain: 'contains',
  lessThan: 'greaterThanInclusive',
  greaterThanInclusive: 'lessThan',
  greaterThan: 'lessThanInclusive',
  lessThanInclusive: 'greaterThan',
};

/**
 * The ways in which a comparison can hold (or, with `isNegated`, be false), as literals: a range is its two bounds, and `not:` is the
 * opposite, since it leaves unknown what is unknown. Operators that are not known here are kept by name and only compared with themselves.
 */
export function literalsOf(leaf: LeafCondition, isNegated = false): readonly (readonly Literal[])[] {
  const { operator, value } = leaf;
  if (operator.startsWith(NOT)) return literalsOf({ ...leaf, operator: operator.slice(NOT.length) }, !isNegated);
  const operand = operandOf(leaf);
  const [low, high, ...others]: readonly unknown[] = operator === 'between' && Array.isArray(value) ? value : [];
  if (typeof low !== 'number' || typeof high !== 'number' || others.length > 0) {
    const plain = literal(operand, operator, value);
    return [[isNegated ? oppositeOf(plain) : plain]];
  }
  if (isNegated) return [[literal(operand, 'lessThan', low)], [literal(operand, 'greaterThan', high)]];
  return [[literal(operand, 'greaterThanInclusive', low), literal(operand, 'lessThanInclusive', high)]];
}

/** What a comparison speaks of: `amount`, `place.city`. */
export function operandOf({ fact, path }: Pick<LeafCondition, 'fact' | 'path'>): string {
  return path === undefined ? fact : `${fact}${path.replace(/^\$/, '')}`;
}

/** Is it an operator that is unknown where the fact is missing? All are, but for the one that asks for just that. */
export function isUnderstood({ operator }: Literal): boolean {
  return operator !== 'isMissing' && operator !== `${NEGATED}isMissing`;
}

const NOT = 'not:';

/** What is true exactly where the literal is false; unknown is unknown for both. */
export function oppositeOf({ operand, operator, value }: Literal): Literal {
  const opposite = OPPOSITES[operator];
  if (opposite !== undefined) return literal(operand, opposite, value);
  return literal(operand, operator.startsWith(NEGATED) ? operator.slice(NEGATED.length) : NEGATED + operator, value);
}

/** Of operators without an opposite of their own. */
const NEGATED = '!';

function literal(operand: string, operator: string, value: unknown): Literal {
  return { operand, operator, value, key: JSON.stringify([operand, operator, canonical(operator, value)]) };
}

/** The order of a list does not matter to `in`. */
function canonical(operator: string, value: unknown): unknown {
  return Array.isArray(value) && (operator === 'in' || operator === 'notIn')
    ? value.map((one: JsonValue) => JSON.stringify(one)).toSorted()
    : value;
}

/** The one value that an operator compares with; undefined: another fact, or a list. */
export function scalarOf({ value }: Literal): Scalar | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

/** The values of a list that is written in the rule. */
export function scalarsOf({ value }: Pick<Literal, 'value'>): readonly Scalar[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const scalars = value.filter(
    (one: unknown): one is Scalar => typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean',
  );
  return scalars.length === value.length ? scalars : undefined;
}
