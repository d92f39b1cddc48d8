import type { Condition } from '../contract/condition.js';
import { literalsOf, type Literal } from './literal.js';

/** Comparisons that must all hold. */
export type Conjunction = readonly Literal[];

/** Rules that need more ways to be written out than this are not looked at as a whole: nothing is said of them. */
const MAX_CONJUNCTIONS = 64;

/**
 * The ways in which a condition can hold, with shared conditions written out (or, with `isNegated`, the ways in which it can be false);
 * undefined: they are too many. De Morgan's laws and distribution hold in Kleene's logic too, so unknown stays unknown.
 */
export function waysOf(
  condition: Condition,
  shared: Readonly<Record<string, Condition>>,
  isNegated = false,
): readonly Conjunction[] | undefined {
  if ('fact' in condition) return literalsOf(condition, isNegated);
  if ('not' in condition) return waysOf(condition.not, shared, !isNegated);
  if ('condition' in condition) {
    const target = Object.hasOwn(shared, condition.condition) ? shared[condition.condition] : undefined;
    return target === undefined ? undefined : waysOf(target, shared, isNegated);
  }
  const parts = ('all' in condition ? condition.all : condition.any).map((part) => waysOf(part, shared, isNegated));
  return 'all' in condition === isNegated ? oneOf(parts) : allOf(parts);
}

type Ways = readonly Conjunction[] | undefined;

function oneOf(parts: readonly Ways[]): Ways {
  const ways: Conjunction[] = [];
  for (const part of parts) {
    if (part === undefined) return undefined;
    ways.push(...part);
  }
  return ways.length > MAX_CONJUNCTIONS ? undefined : ways;
}

function allOf(parts: readonly Ways[]): Ways {
  let ways: readonly Conjunction[] = [[]];
  for (const part of parts) {
    if (part === undefined || ways.length * part.length > MAX_CONJUNCTIONS) return undefined;
    ways = ways.flatMap((way) => part.map((more) => [...way, ...more]));
  }
  return ways;
}
