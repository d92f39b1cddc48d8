import * as fc from 'fast-check';
import type { Condition, FactReference, LeafCondition } from '../contract/condition.js';
import type { JsonValue, Scalar } from '../contract/json.js';
import type { ListMatch } from '../contract/policy-file.js';
import type { RuleEventType } from '../contract/rule-file.js';
import { listMatcher } from '../policy/list-matcher.js';
import type { FactType, FactTypes, FactView, NamedLists } from '../rules/rule-set.js';

/** A rule file that the check accepts, drawn at random. */
export interface RandomRuleFile {
  readonly conditions: Readonly<Record<string, Condition>>;
  readonly rules: readonly RandomRule[];
}

interface RandomRule {
  readonly name: string;
  readonly priority?: number;
  readonly conditions: Condition;
  readonly event: { readonly type: RuleEventType; readonly params: { readonly reason: string } };
}

type Kind = 'number' | 'string' | 'boolean';

const NUMBER = { kind: 'number' } as const;
const STRING = { kind: 'string' } as const;

/** The lists that random rules name, one for each way to match. */
export const LISTS = {
  words: { match: 'exact', rows: ['a', 'NL', '10.1.2.3'] },
  starts: { match: 'prefix', rows: ['N', '10.', '41', 'true'] },
  networks: { match: 'cidr', rows: ['10.0.0.0/8', '192.168.1.0/24', '2001:db8::/32', '8.8.8.8'] },
  bins: { match: 'range', rows: ['400000-409999', '41-42', '5'] },
} as const satisfies Readonly<Record<string, { match: ListMatch; rows: readonly string[] }>>;

/** The facts and reasons that random rules speak of. `toString` is there because every object inherits that name. */
export const WORLD: { readonly types: FactTypes; readonly reasons: Readonly<Record<string, string>>; readonly lists: NamedLists } = {
  types: new Map<string, FactType>([
    ['amount', NUMBER],
    ['count', NUMBER],
    ['toString', NUMBER],
    ['country', STRING],
    ['channel', STRING],
    ['isNew', { kind: 'boolean' }],
    ['isHome', { kind: 'boolean' }],
    ['lists', { kind: 'array', of: STRING }],
    ['codes', { kind: 'array', of: NUMBER }],
    ['bag', { kind: 'array' }],
    ['address', STRING],
    ['card', STRING],
    ['place', { kind: 'object', fields: { lat: NUMBER, lon: NUMBER } }],
    ['geo', { kind: 'object', fields: { lat: NUMBER, place: { kind: 'object', fields: { city: STRING } } } }],
  ]),
  reasons: { R1: 'a reason' },
  lists: new Map(Object.entries(LISTS).map(([name, { match, rows }]) => [name, { holds: listMatcher(match, new Set(rows)) }])),
};

const SINGLE: Readonly<Record<Kind, readonly FactReference[]>> = {
  number: [{ fact: 'amount' }, { fact: 'count' }, { fact: 'toString' }, { fact: 'geo', path: '$.lat' }],
  string: [{ fact: 'country' }, { fact: 'channel' }, { fact: 'geo', path: '$.place.city' }],
  boolean: [{ fact: 'isNew' }, { fact: 'isHome' }],
};
const ARRAYS: Readonly<Record<Kind, readonly string[]>> = { number: ['codes', 'bag'], string: ['lists', 'bag'], boolean: ['bag'] };
const VALUES: Readonly<Record<Kind, readonly Scalar[]>> = {
  number: [0, 1, 5, 50, 100.5, -3, 2.5, 7, 8, 9],
  string: ['', 'a', 'b', 'NL', 'GB', '5', '100', 'true', 'c', 'd'],
  boolean: [true, false],
};
const HOSTILE: readonly unknown[] = [
  undefined,
  null,
  NaN,
  '',
  '12',
  '12abc',
  'a',
  'ab',
  5,
  true,
  [],
  [5],
  ['a'],
  {},
  { lat: 5 },
  '2024-01-01',
  '0x10',
  ' 7 ',
];

const kindArbitrary = fc.constantFrom<Kind>('number', 'string', 'boolean');
const referenceTo = (kind: Kind): fc.Arbitrary<FactReference> => fc.constantFrom(...SINGLE[kind]);
const arrayOf = (kind: Kind): fc.Arbitrary<FactReference> => fc.constantFrom(...ARRAYS[kind]).map((fact) => ({ fact }));
const valueOf = (kind: Kind): fc.Arbitrary<Scalar> => fc.constantFrom(...VALUES[kind]);

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
    single('lists'),
    ITEMS.flatMap((item) => decorated(item, ['in', 'notIn'])),
    mostly(listOfValues('string'), single('lists')),
  ),
  leafArbitrary(
    single('lists'),
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
    mostly(listOfValues('string'), single('lists')),
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
  leafArbitrary(single('lists'), ['someFact:matches', 'everyFact:not:matches'], fc.constantFrom(...PATTERNS)),
  leafArbitrary(
    fc.constantFrom('address', 'card', 'country').map((fact) => ({ fact })),
    negatable('inList'),
    fc.constantFrom(...Object.keys(LISTS)),
  ),
  leafArbitrary(single('lists'), ['someFact:inList', 'not:everyFact:inList'], fc.constantFrom('words', 'starts')),
  leafArbitrary(single('place'), negatable('withinKm'), fc.constantFrom({ lat: 52.5, lon: 13.4, km: 500 }, { lat: 0, lon: 179, km: 300 })),
  leafArbitrary(
    fc.oneof(
      kindArbitrary.chain(referenceTo),
      fc.constantFrom('lists', 'geo', 'place').map((fact) => ({ fact })),
    ),
    negatable('isMissing'),
    fc.boolean(),
  ),
);

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  { arbitrary: plainLeaf, weight: 5 },
  { arbitrary: decoratedLeaf, weight: 3 },
  { arbitrary: ownLeaf, weight: 3 },
);

/** Trees at most `depth` deep that may refer to the shared conditions `names`. */
function treeArbitrary(depth: number, names: readonly string[]): fc.Arbitrary<Condition> {
  const reference = names.length === 0 ? leaf : fc.constantFrom(...names).map((condition): Condition => ({ condition }));
  const leaves = fc.oneof({ arbitrary: leaf, weight: 6 }, { arbitrary: reference, weight: 1 });
  return depth === 0 ? leaves : fc.oneof({ arbitrary: leaves, weight: 2 }, { arbitrary: rootArbitrary(depth - 1, names), weight: 3 });
}

function rootArbitrary(depth: number, names: readonly string[]): fc.Arbitrary<Condition> {
  const inner = treeArbitrary(depth, names);
  const parts = fc.array(inner, { minLength: 1, maxLength: 4 });
  return fc.oneof(
    parts.map((all): Condition => ({ all })),
    parts.map((any): Condition => ({ any })),
    inner.map((not): Condition => ({ not })),
  );
}

const ruleArbitrary = fc.record({
  priority: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  conditions: rootArbitrary(2, ['first', 'second']),
  type: fc.constantFrom<RuleEventType>('block', 'review', 'pass', 'flag'),
});

/** A file with ten rules and two shared conditions, the second of which may refer to the first. */
export const arbitraryRuleFile: fc.Arbitrary<RandomRuleFile> = fc
  .record({
    first: rootArbitrary(1, []),
    second: rootArbitrary(1, ['first']),
    rules: fc.array(ruleArbitrary, { minLength: 10, maxLength: 10 }),
  })
  .map(({ first, second, rules }) => ({
    conditions: { first, second },
    rules: rules.map(({ priority, conditions, type }, index) => ({
      name: `r${index}`,
      ...(priority === undefined ? {} : { priority }),
      conditions,
      event: { type, params: { reason: 'R1' } },
    })),
  }));

/** `sound` nearly always, else something that no parser would have let through, or nothing. */
function hostile(sound: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: sound, weight: 18 }, { arbitrary: fc.constantFrom(...HOSTILE), weight: 2 });
}

function sometimesAbsent(values: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const present = fc.record(
    Object.fromEntries(Object.keys(values).map((name) => [name, fc.integer({ min: 0, max: 19 }).map((drawn) => drawn > 0)])),
  );
  return fc
    .tuple(fc.record(values), present)
    .map(([drawn, there]) => Object.fromEntries(Object.entries(drawn).filter(([name]) => there[name] === true)));
}

const listOf = (kind: Kind): fc.Arbitrary<unknown> => fc.array(valueOf(kind), { maxLength: 5 });

/** Facts of `WORLD`: most are there and sound, some are missing, null, NaN or of another type. */
export const arbitraryFacts: fc.Arbitrary<FactView> = sometimesAbsent({
  amount: hostile(fc.oneof(valueOf('number'), fc.constantFrom(-0, Infinity, -Infinity))),
  count: hostile(valueOf('number')),
  toString: hostile(valueOf('number')),
  country: hostile(valueOf('string')),
  channel: hostile(valueOf('string')),
  isNew: hostile(valueOf('boolean')),
  isHome: hostile(valueOf('boolean')),
  lists: hostile(listOf('string')),
  codes: hostile(listOf('number')),
  bag: hostile(fc.array(fc.oneof(kindArbitrary.chain(valueOf), fc.constantFrom(null, NaN)), { maxLength: 5 })),
  address: hostile(
    fc.constantFrom(
      '10.1.2.3',
      '192.168.1.7',
      '192.168.2.7',
      '8.8.8.8',
      '2001:db8::1',
      '2001:db9::1',
      '::ffff:10.0.0.1',
      '300.1.1.1',
      'NL',
      '1::',
    ),
  ),
  card: hostile(fc.constantFrom('4012345678901234', '4112345678901234', '4212345678901234', '5', '51', '41', '3', '6012345', '4012-3456')),
  place: hostile(
    sometimesAbsent({
      lat: fc.constantFrom(48.9, 52.52, -1, 0, 91),
      lon: fc.constantFrom(2.35, 13.4, -179, 180, 178),
    }),
  ),
  geo: hostile(sometimesAbsent({ lat: hostile(valueOf('number')), place: hostile(sometimesAbsent({ city: hostile(valueOf('string')) })) })),
});
