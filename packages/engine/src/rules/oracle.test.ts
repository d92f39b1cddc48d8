import { describe, expect, it } from 'vitest';
import type { Condition } from '../contract/condition.js';
import { WORLD } from '../testing/random-world.js';
import { compileCondition } from './compile-rules.js';
import { DECORATORS, OPERATORS } from './operators.js';
import type { FactView, Truth } from './rule-set.js';
import { compareWithLibrary } from './testing/differential.js';
import { DIFFERENCES, differenceAt, type Difference } from './testing/intended-difference.js';
import { leavesOf } from './testing/plain-operators.js';
import { libraryHits } from './testing/rule-oracle.js';

/** Every intended difference, with cases that show it; docs/rules.md has the same list. */
const CASES: Readonly<Record<Difference, { condition: Condition; facts: FactView; library: boolean | 'throws'; ours: Truth }[]>> = {
  'missing fact': [
    { condition: { fact: 'country', operator: 'notEqual', value: 'NL' }, facts: {}, library: true, ours: undefined },
    { condition: { fact: 'country', operator: 'notIn', value: ['NL'] }, facts: {}, library: true, ours: undefined },
    { condition: { not: { fact: 'amount', operator: 'greaterThan', value: 5 } }, facts: {}, library: true, ours: undefined },
    { condition: { fact: 'amount', operator: 'greaterThan', value: 5 }, facts: {}, library: false, ours: undefined },
    { condition: { fact: 'geo', path: '$.lat', operator: 'notEqual', value: 5 }, facts: { geo: {} }, library: true, ours: undefined },
    { condition: { fact: 'toString', operator: 'notEqual', value: 5 }, facts: {}, library: true, ours: undefined },
  ],
  'null fact': [
    { condition: { fact: 'country', operator: 'notEqual', value: 'NL' }, facts: { country: null }, library: true, ours: undefined },
    { condition: { fact: 'country', operator: 'isMissing', value: true }, facts: { country: null }, library: false, ours: true },
  ],
  'not a number': [
    { condition: { fact: 'amount', operator: 'isMissing', value: false }, facts: { amount: NaN }, library: true, ours: false },
    { condition: { not: { fact: 'amount', operator: 'lessThan', value: 5 } }, facts: { amount: NaN }, library: true, ours: undefined },
    { condition: { fact: 'amount', operator: 'notEqual', value: 5 }, facts: { amount: NaN }, library: true, ours: undefined },
  ],
  'no coercion': [
    { condition: { fact: 'amount', operator: 'not:isMissing', value: true }, facts: { amount: '5' }, library: true, ours: false },
    { condition: { fact: 'amount', operator: 'greaterThan', value: 50 }, facts: { amount: '100' }, library: true, ours: undefined },
    { condition: { fact: 'amount', operator: 'lessThan', value: 5 }, facts: { amount: [3] }, library: true, ours: undefined },
    { condition: { fact: 'amount', operator: 'lessThan', value: 5000 }, facts: { amount: '9e2' }, library: true, ours: undefined },
    { condition: { fact: 'amount', operator: 'notEqual', value: 5 }, facts: { amount: '5' }, library: true, ours: undefined },
    { condition: { fact: 'tags', operator: 'doesNotContain', value: 'a' }, facts: { tags: 'a' }, library: false, ours: undefined },
  ],
  'path beside an object': [
    { condition: { fact: 'geo', path: '$.lat', operator: 'greaterThan', value: 5 }, facts: { geo: 7 }, library: true, ours: undefined },
    {
      condition: { fact: 'geo', path: '$.place.city', operator: 'notEqual', value: 'a' },
      facts: { geo: { place: ['a'] } },
      library: true,
      ours: undefined,
    },
  ],
  'missing reference': [
    {
      condition: { fact: 'country', operator: 'in', value: { fact: 'tags' } },
      facts: { country: 'a' },
      library: 'throws',
      ours: undefined,
    },
    {
      condition: { fact: 'country', operator: 'in', value: { fact: 'tags' } },
      facts: { country: 'a', tags: 'ab' },
      library: true,
      ours: undefined,
    },
    {
      condition: { fact: 'amount', operator: 'greaterThan', value: { fact: 'count' } },
      facts: { amount: 5, count: null },
      library: true,
      ours: undefined,
    },
    { condition: { fact: 'amount', operator: 'notEqual', value: { fact: 'count' } }, facts: { amount: 5 }, library: true, ours: undefined },
  ],
  'item of another type': [
    {
      condition: { fact: 'codes', operator: 'someFact:greaterThan', value: 3 },
      facts: { codes: [5, 'a'] },
      library: true,
      ours: undefined,
    },
    {
      condition: { fact: 'tags', operator: 'everyFact:notEqual', value: 'a' },
      facts: { tags: ['b', 5] },
      library: true,
      ours: undefined,
    },
  ],
  'no position': [
    {
      condition: { not: { fact: 'place', operator: 'withinKm', value: { lat: 0, lon: 0, km: 5 } } },
      facts: { place: { lat: 95, lon: 0 } },
      library: true,
      ours: undefined,
    },
    {
      condition: { fact: 'place', operator: 'not:withinKm', value: { lat: 0, lon: 0, km: 5 } },
      facts: { place: { lat: 5 } },
      library: true,
      ours: undefined,
    },
  ],
  'not of the kind of the list': [
    { condition: { fact: 'address', operator: 'not:inList', value: 'networks' }, facts: { address: 'a' }, library: true, ours: undefined },
    { condition: { not: { fact: 'card', operator: 'inList', value: 'bins' } }, facts: { card: '6' }, library: true, ours: undefined },
  ],
};

describe('intended differences', () => {
  const cases = Object.entries(CASES).flatMap(([name, list]) =>
    list.map((entry) => ({ name, text: JSON.stringify(entry.condition), ...entry })),
  );

  it.each(cases)('$name: $text', async ({ condition, facts, library, ours, name }) => {
    const rule = { name: 'r', conditions: { all: [condition] }, event: { type: 'flag' } };
    const theirs = await libraryHits([rule], {}, facts).then(
      (hits) => hits.length > 0,
      () => 'throws',
    );
    const compiled = compileCondition(condition, WORLD.types, { file: 'policy.json', pointer: '' }, WORLD.lists);
    if (!compiled.ok) throw new Error(compiled.faults[0]?.message);
    expect({ library: theirs, ours: compiled.value(facts) }).toEqual({ library, ours });
    expect(leavesOf(condition).map((leaf) => differenceAt(leaf, facts))).toContain(name);
  });
});

describe('compiled rules against json-rules-engine', () => {
  it('answers as the library, but for the intended differences, on at least 20,000 random pairs of rule and facts', async () => {
    const { pairs, drawn, met, answers } = await compareWithLibrary(21_000, Math.floor(Math.random() * 2 ** 31));
    expect(pairs).toBeGreaterThanOrEqual(20_000);
    // The comparison means something only if everything is drawn, and rules are met both as written and under every difference.
    const words = [
      ...Object.keys(OPERATORS),
      ...DECORATORS.map((name) => `${name}:`),
      'all',
      'any',
      'not',
      'condition',
      'path',
      'reference',
    ];
    expect([...drawn.keys()].toSorted()).toEqual(words.toSorted());
    expect(Math.min(...drawn.values())).toBeGreaterThan(50);
    expect([...met.keys()].toSorted()).toEqual([...DIFFERENCES, 'none'].toSorted());
    expect(Math.min(...met.values())).toBeGreaterThan(50);
    expect(met.get('none')).toBeGreaterThan(5000);
    expect(Math.min(...[true, false, undefined].map((truth) => answers.get(truth) ?? 0))).toBeGreaterThan(1000);
  }, 180_000);
});
