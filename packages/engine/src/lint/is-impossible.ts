import type { Scalar } from '../contract/json.js';
import type { FactRange } from './fact-range.js';
import { oppositeOf, scalarOf, scalarsOf, type Literal } from './literal.js';

/** Is there certainly no value of one operand for which all these literals hold at once? `false` may also mean: not known. */
export function isImpossible(literals: readonly Literal[], range: FactRange | undefined): boolean {
  const keys = new Set(literals.map(({ key }) => key));
  if (literals.some((literal) => keys.has(oppositeOf(literal).key))) return true;
  return lacksMember(literals) || clashes(literals) || hasNoValue(literals, range);
}

/** Does the literal certainly hold wherever all the others hold? They must speak of the same operand, since a missing fact decides nothing. */
export function isImplied(literal: Literal, by: readonly Literal[], range: FactRange | undefined): boolean {
  return isImpossible([...by, oppositeOf(literal)], range);
}

/** May a fact of this range have this value? */
export function admits(range: FactRange | undefined, value: Scalar): boolean {
  return !hasNoValue([], range, [value]);
}

function lacksMember(literals: readonly Literal[]): boolean {
  const valuesUnder = (operator: string) => literals.flatMap((one) => (one.operator === operator ? (scalarOf(one) ?? []) : []));
  const lacked = new Set(valuesUnder('doesNotContain'));
  return valuesUnder('contains').some((value) => lacked.has(value));
}

/** Two beginnings, or two ends, of which neither is the rest of the other; or one that is asked for and ruled out. */
function clashes(literals: readonly Literal[]): boolean {
  return (['startsWith', 'endsWith'] as const).some((operator) => {
    const asked = textsUnder(operator, literals);
    const ruledOut = textsUnder(`!${operator}`, literals);
    return asked.some(
      (text) => ruledOut.some((other) => text[operator](other)) || asked.some((other) => !text[operator](other) && !other[operator](text)),
    );
  });
}

function textsUnder(operator: string, literals: readonly Literal[]): readonly string[] {
  return literals.flatMap((one) => (one.operator === operator && typeof one.value === 'string' ? [one.value] : []));
}

/** Whole numbers between two bounds are only tried one by one where they are this few. */
const MOST_TRIED = 1000;

function hasNoValue(literals: readonly Literal[], range: FactRange | undefined, given?: readonly Scalar[]): boolean {
  const tests = literals.flatMap(testsOf);
  const holds = (value: Scalar): boolean => isInRange(value, range) && tests.every((test) => test(value));
  const lists = [
    ...(given === undefined ? [] : [given]),
    ...(range?.values === undefined ? [] : [[...range.values]]),
    ...literals.flatMap(listsOf),
  ];
  const [candidates] = lists.toSorted((a, b) => a.length - b.length);
  if (candidates !== undefined) return !candidates.some(holds);
  const { low, high } = intervalOf(literals, range);
  if (low > high) return true;
  if (low === high) return !holds(low);
  if (range?.whole !== true || !(high - low < MOST_TRIED)) return false;
  const first = Math.ceil(low);
  return !Array.from({ length: Math.max(0, Math.floor(high) - first + 1) }, (_, at) => first + at).some(holds);
}

function isInRange(value: Scalar, range: FactRange | undefined): boolean {
  if (range === undefined) return true;
  const { min = -Infinity, max = Infinity, whole = false, values } = range;
  if (values?.has(value) === false) return false;
  return typeof value !== 'number' || (value >= min && value <= max && (!whole || Number.isInteger(value)));
}

/** The values that a literal leaves, where they are few enough to be written down. */
function listsOf(literal: Literal): readonly (readonly Scalar[])[] {
  const value = scalarOf(literal);
  if (literal.operator === 'equal' && value !== undefined) return [[value]];
  const values = literal.operator === 'in' ? scalarsOf(literal) : undefined;
  return values === undefined ? [] : [values];
}

type Test = (value: Scalar) => boolean;

/** What a value must pass; a literal that is not understood lets all pass. */
function testsOf(literal: Literal): readonly Test[] {
  const text = textTest(literal);
  if (text !== undefined) return [text];
  const values = scalarsOf(literal);
  if (literal.operator === 'in' && values !== undefined) return [(value) => values.includes(value)];
  if (literal.operator === 'notIn' && values !== undefined) return [(value) => !values.includes(value)];
  const bound = scalarOf(literal);
  if (bound === undefined) return [];
  if (literal.operator === 'equal') return [(value) => value === bound];
  if (literal.operator === 'notEqual') return [(value) => value !== bound];
  return typeof bound === 'number' ? orderTests(literal.operator, bound) : [];
}

/** Of a test of texts: what it says of a value that is listed. */
function textTest({ operator, value: sought }: Literal): Test | undefined {
  if (typeof sought !== 'string') return undefined;
  switch (operator) {
    case 'startsWith':
    case 'endsWith':
      return (value) => typeof value === 'string' && value[operator](sought);
    case '!startsWith':
      return (value) => typeof value === 'string' && !value.startsWith(sought);
    case '!endsWith':
      return (value) => typeof value === 'string' && !value.endsWith(sought);
    default:
      return undefined;
  }
}

function orderTests(operator: string, bound: number): readonly Test[] {
  switch (operator) {
    case 'lessThan':
      return [(value) => typeof value === 'number' && value < bound];
    case 'lessThanInclusive':
      return [(value) => typeof value === 'number' && value <= bound];
    case 'greaterThan':
      return [(value) => typeof value === 'number' && value > bound];
    case 'greaterThanInclusive':
      return [(value) => typeof value === 'number' && value >= bound];
    default:
      return [];
  }
}

/** Open ends are left to the tests: they matter only where one number is left. */
function intervalOf(literals: readonly Literal[], range: FactRange | undefined): { readonly low: number; readonly high: number } {
  const bounds = (operators: readonly string[]): number[] =>
    literals.flatMap((one) => (operators.includes(one.operator) && typeof one.value === 'number' ? [one.value] : []));
  return {
    low: Math.max(range?.min ?? -Infinity, ...bounds(['greaterThan', 'greaterThanInclusive'])),
    high: Math.min(range?.max ?? Infinity, ...bounds(['lessThan', 'lessThanInclusive'])),
  };
}
