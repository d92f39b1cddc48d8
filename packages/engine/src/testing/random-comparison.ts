import * as fc from 'fast-check';
import type { Condition, FactReference, LeafCondition } from '../contract/condition.js';
import type { JsonValue } from '../contract/json.js';
import { kindArbitrary, LISTS, valueOf, type Kind } from './random-world.js';

const SINGLE: Readonly<Record<Kind, readonly FactReference[]>> = {
  number: [{ fact: 'amount' }, { fact: 'count' }, { fact: 'toString' }, { fact: 'geo', path: '$.lat' }],
  string: [{ fact: 'country' }, { fact: 'channel' }, { fact: 'geo', path: '$.place.city' }],
  boolean: [{ fact: 'isNew' }, { fact: 'isHome' }],
};
const ARRAYS: Readonly<Record<Kind, readonly string[]>> = { number: ['codes', 'bag'], string: ['tags', 'bag'], boolean: ['bag'] };
const referenceTo = (kind: Kind): fc.Arbitrary<FactReference> => fc.constantFrom(...SINGLE[kind]);
const arrayOf = (kind: Kind): fc.Arbitrary<FactReference> => fc.constantFrom(...ARRAYS[kind]).map((fact) => ({ fact }));

function leafArbitrary(
  left: fc.Arbitrary<FactReference>,
  operators: readonly string[],
  value: fc.Arbitrary<JsonValue | FactReference>,
): fc.Arbitrary<LeafCondition> {
  const priority = fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined, freq: 8 });
  return fc.record({ left, operator: fc.constantFrom(...operators), value, priority }).map((drawn) => ({
    ...drawn.left,
    operator: drawn.operator,
    value: drawn.value,
    ...(drawn.priority === undefined ? {} : { priority: drawn.priority }),
  }));
}

/** Of `plain`, and one time in four of `reference`. */
function mostly(plain: fc.Arbitrary<JsonValue>, reference: fc.Arbitrary<FactReference>): fc.Arbitrary<JsonValue | FactReference> {
  return fc.oneof({ arbitrary: plain, weight: 3 }, { arbitrary: reference, weight: 1 });
}

/** Decorators before an operator, now and then with a `not:` outside. */
function decorated(before: string, operators: readonly string[]): readonly string[] {
  return operators.flatMap((operator) => [`${before}:${operator}`, `${before}:${operator}`, `not:${before}:${operator}`]);
}

const ORDER = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'];
const ITEMS = ['someFact', 'everyFact'];
const VALUES_OF = ['someValue', 'everyValue'];
const PATTERNS = ['^a', 'b$', '^[A-Z]{2}$', '[0-9]+', 'a|NL', '^$', 'x*y', '^(G|N).$'];
const single = (fact: string): fc.Arbitrary<FactReference> => fc.constant({ fact });
const listOfValues = (kind: Kind): fc.Arbitrary<JsonValue> => fc.array(valueOf(kind), { minLength: 1, maxLength: 4 });
const negatable = (operator: string): readonly string[] => [operator, operator, `not:${operator}`];

/** Comparisons by json-rules-engine's own operators. */
const plainLeaf: fc.Arbitrary<Condition> = fc.oneof(
  kindArbitrary.chain((kind) => leafArbitrary(referenceTo(kind), ['equal', 'notEqual'], mostly(valueOf(kind), referenceTo(kind)))),
  kindArbitrary.chain((kind) => {
    const list = fc.array(valueOf(kind), { minLength: 1, maxLength: 12 });
    return leafArbitrary(referenceTo(kind), ['in', 'notIn'], mostly(list, arrayOf(kind)));
  }),
  kindArbitrary.chain((kind) => leafArbitrary(arrayOf(kind), ['contains', 'doesNotContain'], mostly(valueOf(kind), referenceTo(kind)))),
  leafArbitrary(referenceTo('number'), ORDER, mostly(valueOf('number'), referenceTo('number'))),
);

/** Comparisons with decorators. */
const decoratedLeaf: fc.Arbitrary<Condition> = fc.oneof(
  leafArbitrary(
    single('codes'),
    ITEMS.flatMap((item) => decorated(item, [...ORDER, 'equal', 'notEqual'])),
    mostly(valueOf('number'), referenceTo('number')),
  ),
  leafArbitrary(
    single('tags'),
    ITEMS.flatMap((item) => decorated(item, ['in', 'notIn'])),
    mostly(listOfValues('string'), single('tags')),
  ),
  leafArbitrary(
    single('tags'),
    ITEMS.flatMap((item) => decorated(item, ['startsWith', 'not:endsWith'])),
    valueOf('string'),
  ),
  leafArbitrary(
    referenceTo('number'),
    VALUES_OF.flatMap((each) => decorated(each, [...ORDER, 'notEqual'])),
    mostly(listOfValues('number'), single('codes')),
  ),
  leafArbitrary(
    single('codes'),
    ['someFact:someValue:equal', 'everyFact:someValue:lessThan', 'someValue:contains'],
    mostly(listOfValues('number'), single('codes')),
  ),
  leafArbitrary(
    referenceTo('number'),
    ['swap:lessThan', 'not:swap:greaterThan', 'not:equal', 'not:lessThanInclusive'],
    mostly(valueOf('number'), referenceTo('number')),
  ),
  leafArbitrary(
    referenceTo('string'),
    ['swap:contains', 'not:swap:contains', 'swap:doesNotContain', 'not:in'],
    mostly(listOfValues('string'), single('tags')),
  ),
);

/** Comparisons by operators that json-rules-engine lacks. */
const ownLeaf: fc.Arbitrary<Condition> = fc.oneof(
  leafArbitrary(
    referenceTo('number'),
    negatable('between'),
    fc.tuple(valueOf('number'), valueOf('number')).map((pair) => pair.toSorted((a, b) => Number(a) - Number(b))),
  ),
  leafArbitrary(single('codes'), ['someFact:between', 'everyFact:not:between'], fc.constantFrom([0, 5], [5, 50])),
  leafArbitrary(
    referenceTo('string'),
    [...negatable('startsWith'), 'endsWith', 'swap:startsWith'],
    mostly(valueOf('string'), referenceTo('string')),
  ),
  leafArbitrary(referenceTo('string'), negatable('matches'), fc.constantFrom(...PATTERNS)),
  leafArbitrary(single('tags'), ['someFact:matches', 'everyFact:not:matches'], fc.constantFrom(...PATTERNS)),
  leafArbitrary(
    fc.constantFrom('address', 'card', 'country').map((fact) => ({ fact })),
    negatable('inList'),
    fc.constantFrom(...Object.keys(LISTS)),
  ),
  leafArbitrary(single('tags'), ['someFact:inList', 'not:everyFact:inList'], fc.constantFrom('words', 'starts')),
  leafArbitrary(single('place'), negatable('withinKm'), fc.constantFrom({ lat: 52.5, lon: 13.4, km: 500 }, { lat: 0, lon: 179, km: 300 })),
  leafArbitrary(
    fc.oneof(
      kindArbitrary.chain(referenceTo),
      fc.constantFrom('tags', 'geo', 'place').map((fact) => ({ fact })),
    ),
    negatable('isMissing'),
    fc.boolean(),
  ),
);

/** One comparison that the check accepts, by any operator, with and without decorators. */
export const arbitraryComparison: fc.Arbitrary<Condition> = fc.oneof(
  { arbitrary: plainLeaf, weight: 5 },
  { arbitrary: decoratedLeaf, weight: 3 },
  { arbitrary: ownLeaf, weight: 3 },
);
