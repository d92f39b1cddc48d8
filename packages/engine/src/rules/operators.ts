/** What an operator compares: it says which facts and values fit it. */
export type OperatorFamily = 'equality' | 'membership' | 'containment' | 'order';

/** The operators that rules may use, by json-rules-engine's own names. */
export const OPERATORS = {
  equal: 'equality',
  notEqual: 'equality',
  in: 'membership',
  notIn: 'membership',
  contains: 'containment',
  doesNotContain: 'containment',
  lessThan: 'order',
  lessThanInclusive: 'order',
  greaterThan: 'order',
  greaterThanInclusive: 'order',
} as const satisfies Readonly<Record<string, OperatorFamily>>;

export type OperatorName = keyof typeof OPERATORS;

/** Is this the name of an operator? */
export function isOperator(name: string): name is OperatorName {
  return Object.hasOwn(OPERATORS, name);
}

/**
 * The meaning of every operator, in one place, for values that are there and of the checked type. The compiled forms must answer the
 * same, and tests hold them to it.
 */
export function holds(operator: OperatorName, left: unknown, right: unknown): boolean {
  switch (operator) {
    case 'equal':
      return left === right;
    case 'notEqual':
      return left !== right;
    case 'in':
      return isAmong(left, right);
    case 'notIn':
      return !isAmong(left, right);
    case 'contains':
      return isAmong(right, left);
    case 'doesNotContain':
      return !isAmong(right, left);
    default:
      return typeof left === 'number' && typeof right === 'number' && isOrdered(operator, left, right);
  }
}

function isAmong(value: unknown, values: unknown): boolean {
  return Array.isArray(values) && values.includes(value);
}

function isOrdered(operator: OperatorName, left: number, right: number): boolean {
  if (operator === 'lessThan') return left < right;
  if (operator === 'lessThanInclusive') return left <= right;
  return operator === 'greaterThan' ? left > right : left >= right;
}
