import * as fc from 'fast-check';
import type { Condition } from '../contract/condition.js';
import type { RuleEventType } from '../contract/rule-file.js';
import type { FactView } from '../rules/rule-set.js';
import { arbitraryComparison } from './random-comparison.js';
import { kindArbitrary, valueOf, type Kind } from './random-world.js';

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

/** Trees at most `depth` deep that may refer to the shared conditions `names`. */
function treeArbitrary(depth: number, names: readonly string[]): fc.Arbitrary<Condition> {
  const reference = names.length === 0 ? arbitraryComparison : fc.constantFrom(...names).map((condition): Condition => ({ condition }));
  const leaves = fc.oneof({ arbitrary: arbitraryComparison, weight: 6 }, { arbitrary: reference, weight: 1 });
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
  tags: hostile(listOf('string')),
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
