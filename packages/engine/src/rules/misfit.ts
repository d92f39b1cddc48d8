import type { Scalar } from '../contract/json.js';
import type { Comparand, Operand } from './checked-rule.js';
import { describeType, describeValue } from './describe-type.js';
import { OPERATORS, type OperatorName } from './operators.js';
import type { FactType } from './rule-set.js';

/** Why an operator, a fact and a value do not go together. */
export interface Misfit {
  /** The member of the comparison that is wrong, as the end of a pointer. */
  readonly at: string;
  readonly message: string;
  readonly mend: string;
}

/** One side of a comparison as the check sees it. */
export type Side =
  | { readonly kind: 'fact'; readonly type: FactType; readonly words: string }
  | { readonly kind: 'value'; readonly value: Scalar }
  | { readonly kind: 'list'; readonly values: readonly Scalar[] }
  /** Any one of a list. */
  | { readonly kind: 'each'; readonly values: readonly Scalar[] };

/** The side of a fact, which is no object. */
export function sideOfFact({ fact, path, type }: Operand): Side {
  const known: FactType =
    type.kind === 'position' ? { kind: 'object', fields: {} } : type.kind === 'object' ? { ...type, fields: {} } : type;
  return { kind: 'fact', type: known, words: `the fact "${[fact, ...path].join('.')}"` };
}

/** The side of what a fact is compared with. */
export function sideOfComparand(right: Exclude<Comparand, { kind: 'test' }>): Side {
  if (right.kind === 'operand') return sideOfFact(right.operand);
  return right.kind === 'list' ? { kind: 'list', values: right.values } : { kind: 'value', value: right.value };
}

/** Do an operator and its two sides fit each other by type? undefined: they do. What is written as a test was checked where it was read. */
export function misfitOf(operator: OperatorName, left: Side, right: Side): Misfit | undefined {
  switch (OPERATORS[operator]) {
    case 'containment':
      return arrayTypeOf(left) === undefined
        ? wrongSide(operator, 'an array', left, 'Use equal, or in or notIn with a list.')
        : singleMisfit(left, right);
    case 'order':
      return kindOf(left) === 'number'
        ? singleMisfit(left, right)
        : wrongSide(operator, 'a number', left, 'Use equal, or a fact that is a number.');
    case 'text':
      return kindOf(left) === 'string' ? singleMisfit(left, right) : wrongSide(operator, 'a string', left, STRING);
    case 'pattern':
    case 'namedList':
      return kindOf(left) === 'string' ? undefined : wrongSide(operator, 'a string', left, STRING);
    case 'place':
    case 'presence':
      return undefined;
    case 'range':
      return kindOf(left) === 'number' ? rangeMisfit(right) : wrongSide(operator, 'a number', left, 'Name a fact that is a number.');
    case 'membership':
      return kindOf(left) === undefined ? wrongSide(operator, 'a single value', left, CONTAINS) : listMisfit(left, right);
    default:
      return kindOf(left) === undefined ? wrongSide(operator, 'a single value', left, CONTAINS) : singleMisfit(left, right);
  }
}

const STRING = 'Name a fact that is a string.';
const CONTAINS = 'Use contains or doesNotContain.';

/** `"lessThan" looks at a number, but …`. */
export function wrongSide(operator: string, wanted: string, side: Side, mend: string): Misfit {
  return { at: 'operator', message: `"${operator}" looks at ${wanted}, but ${describeSide(side)}.`, mend };
}

/** Its kind if it is a single value. */
function kindOf(side: Side): string | undefined {
  if (side.kind === 'fact') return side.type.kind === 'array' || side.type.kind === 'object' ? undefined : side.type.kind;
  if (side.kind === 'value') return typeof side.value;
  const kinds = new Set(side.kind === 'each' ? side.values.map((value) => typeof value) : []);
  return kinds.size === 1 ? [...kinds][0] : undefined;
}

/** What an array holds, or undefined: it is none. */
export function arrayTypeOf(side: Side): { readonly of?: FactType } | undefined {
  if (side.kind === 'fact') return side.type.kind === 'array' ? side.type : undefined;
  if (side.kind !== 'list') return undefined;
  const kind = typeof side.values[0];
  return kind === 'number' || kind === 'string' || kind === 'boolean' ? { of: { kind } } : undefined;
}

function singleMisfit(left: Side, right: Side): Misfit | undefined {
  // An array that does not say what it holds may hold any single value.
  const array = arrayTypeOf(left);
  const wanted = array === undefined ? kindOf(left) : array.of?.kind;
  const found = kindOf(right);
  if (found !== undefined && (wanted === undefined || wanted === found)) return undefined;
  return { at: 'value', message: `${capital(describeSide(left))}, but ${describeSide(right)}.`, mend: mendSingle(wanted, right) };
}

function mendSingle(wanted: string | undefined, right: Side): string {
  if (right.kind === 'list') return 'Give one value, or use in or notIn with the list.';
  if (right.kind === 'each') return `List ${wanted ?? 'single value'}s only: values are never converted.`;
  if (right.kind === 'fact') return `Compare with a fact that is a ${wanted ?? 'single value'}.`;
  if (wanted === 'string') return `Write it in quotes: "${String(right.value)}".`;
  return typeof right.value === 'string' ? `Give a ${wanted}, without quotes: values are never converted.` : `Give a ${wanted}.`;
}

function listMisfit(left: Side, right: Side): Misfit | undefined {
  const kind = kindOf(left);
  if (right.kind === 'list') {
    const odd = right.values.findIndex((value) => typeof value !== kind);
    if (odd < 0) return undefined;
    const message = `${capital(describeSide(left))}, but the list holds ${describeValue(right.values[odd])}.`;
    return { at: `value/${odd}`, message, mend: `List ${kind}s only: values are never converted.` };
  }
  const found = arrayTypeOf(right);
  if (found !== undefined && (found.of === undefined || found.of.kind === kind)) return undefined;
  const message = `A list is needed, of ${kind}s, but ${describeSide(right)}.`;
  return { at: 'value', message, mend: `List the ${kind}s, name a fact that is an array of them, or use equal.` };
}

function rangeMisfit(right: Side): Misfit | undefined {
  const [low, high, ...others] = right.kind === 'list' ? right.values : [];
  if (typeof low === 'number' && typeof high === 'number' && others.length === 0 && low <= high) return undefined;
  const message = `"between" needs two numbers, the lower one first, but ${describeSide(right)}.`;
  return { at: 'value', message, mend: 'Write [lowest, highest]; both belong to the range.' };
}

/** What a side is, in words. */
function describeSide(side: Side): string {
  switch (side.kind) {
    case 'fact':
      return `${side.words} is ${describeType(side.type)}`;
    case 'value':
      return `the value is ${describeValue(side.value)}`;
    case 'list':
      return `the value is ${describeValue(side.values)}`;
    default:
      return `the values of the list are ${side.values.slice(0, 3).map(describeValue).join(', ')}`;
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
