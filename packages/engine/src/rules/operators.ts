/** What an operator compares: it says which facts and values fit it. */
export type OperatorFamily =
  'equality' | 'membership' | 'containment' | 'order' | 'text' | 'range' | 'pattern' | 'namedList' | 'place' | 'presence';

/** The operators that rules may use: json-rules-engine's own, and those that it lacks. */
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
  startsWith: 'text',
  endsWith: 'text',
  between: 'range',
  matches: 'pattern',
  inList: 'namedList',
  withinKm: 'place',
  isMissing: 'presence',
} as const satisfies Readonly<Record<string, OperatorFamily>>;

export type OperatorName = keyof typeof OPERATORS;

/** What may stand before an operator, with a colon: json-rules-engine's operator decorators. */
export const DECORATORS = ['someFact', 'everyFact', 'someValue', 'everyValue', 'swap', 'not'] as const;

export type DecoratorName = (typeof DECORATORS)[number];

/** Is this the name of an operator? */
export function isOperator(name: string): name is OperatorName {
  return Object.hasOwn(OPERATORS, name);
}

/** Is this the name of a decorator? */
export function isDecorator(name: string): name is DecoratorName {
  return DECORATORS.some((decorator) => decorator === name);
}

/**
 * The meaning of every operator, in one place, for values of the checked type (only `isMissing` is asked about missing ones). The
 * compiled forms must answer the same, and tests hold them to it. What `matches`, `inList` and `withinKm` mean stands in the comparand.
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
    case 'startsWith':
      return typeof left === 'string' && typeof right === 'string' && left.startsWith(right);
    case 'endsWith':
      return typeof left === 'string' && typeof right === 'string' && left.endsWith(right);
    case 'between':
      return typeof left === 'number' && Array.isArray(right) && left >= right[0] && left <= right[1];
    case 'isMissing':
      return (left === undefined) === right;
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
