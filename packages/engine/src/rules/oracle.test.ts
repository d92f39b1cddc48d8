import * as fc from 'fast-check';
import { Engine, type EngineOptions } from 'json-rules-engine';
import { describe, expect, it } from 'vitest';
import type { Condition, FactReference, LeafCondition } from '../contract/condition.js';
import { arbitraryFacts, arbitraryRuleFile, WORLD, type RandomRuleFile } from '../testing/random-rules.js';
import { compileCondition, compileRules, type CompileOptions } from './compile-rules.js';
import { compileLibraryRules } from './library-evaluator.js';
import type { RuleFileText } from './read-rule-file.js';
import type { FactView, RuleSet, Truth } from './rule-set.js';

/** json-rules-engine as its documentation recommends it for partial facts, with the plain paths that we allow. */
async function libraryHits(
  rules: readonly object[],
  conditions: RandomRuleFile['conditions'],
  facts: FactView,
): Promise<readonly string[]> {
  const options: EngineOptions = { allowUndefinedFacts: true, pathResolver: ownPath };
  const engine = new Engine([], options);
  // The library writes into what it is handed.
  for (const [name, condition] of Object.entries(conditions)) engine.setCondition(name, JSON.parse(JSON.stringify(condition)));
  for (const rule of rules) engine.addRule(JSON.parse(JSON.stringify(rule)));
  const { results } = await engine.run({ ...facts });
  return results.map((result) => result.name);
}

function ownPath(value: unknown, path: string): unknown {
  return path
    .split('.')
    .slice(1)
    .reduce<unknown>(
      (inner, name) => (typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name) ? Reflect.get(inner, name) : undefined),
      value,
    );
}

/** Every intended difference, with cases that show it; docs/rules.md has the same list. */
const DIFFERENCES: Readonly<Record<string, { condition: Condition; facts: FactView; library: boolean | 'throws'; ours: Truth }[]>> = {
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
  ],
  'not a number': [
    { condition: { not: { fact: 'amount', operator: 'lessThan', value: 5 } }, facts: { amount: NaN }, library: true, ours: undefined },
    { condition: { fact: 'amount', operator: 'notEqual', value: 5 }, facts: { amount: NaN }, library: true, ours: undefined },
  ],
  'no coercion': [
    { condition: { fact: 'amount', operator: 'greaterThan', value: 50 }, facts: { amount: '100' }, library: true, ours: undefined },
    { condition: { fact: 'amount', operator: 'lessThan', value: 5 }, facts: { amount: [3] }, library: true, ours: undefined },
    { condition: { fact: 'amount', operator: 'lessThan', value: 5000 }, facts: { amount: '9e2' }, library: true, ours: undefined },
    { condition: { fact: 'amount', operator: 'notEqual', value: 5 }, facts: { amount: '5' }, library: true, ours: undefined },
    { condition: { fact: 'lists', operator: 'doesNotContain', value: 'a' }, facts: { lists: 'a' }, library: false, ours: undefined },
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
      condition: { fact: 'country', operator: 'in', value: { fact: 'lists' } },
      facts: { country: 'a' },
      library: 'throws',
      ours: undefined,
    },
    {
      condition: { fact: 'country', operator: 'in', value: { fact: 'lists' } },
      facts: { country: 'a', lists: 'ab' },
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
};

describe('intended differences', () => {
  const cases = Object.entries(DIFFERENCES).flatMap(([name, list]) =>
    list.map((entry) => ({ name, text: JSON.stringify(entry.condition), ...entry })),
  );

  it.each(cases)('$name: $text', async ({ condition, facts, library, ours, name }) => {
    const rule = { name: 'r', conditions: { all: [condition] }, event: { type: 'flag' } };
    const theirs = await libraryHits([rule], {}, facts).then(
      (hits) => hits.length > 0,
      () => 'throws',
    );
    const compiled = compileCondition(condition, WORLD.types, { file: 'policy.json', pointer: '' });
    if (!compiled.ok) throw new Error(compiled.faults[0]?.message);
    expect({ library: theirs, ours: compiled.value(facts) }).toEqual({ library, ours });
    expect(leavesOf(condition).map((leaf) => differenceAt(leaf, facts))).toContain(name);
  });
});

/** Which intended difference a comparison falls under on these facts; written apart from the engine, on raw conditions. */
function differenceAt(leaf: LeafCondition, facts: FactView): string | undefined {
  const own = lackOf(leaf, facts);
  if (own !== undefined) return own;
  return isReference(leaf.value) && lackOf(leaf.value, facts) !== undefined ? 'missing reference' : undefined;
}

function isReference(value: unknown): value is FactReference {
  return typeof value === 'object' && value !== null && 'fact' in value;
}

function lackOf({ fact, path }: FactReference, facts: FactView): string | undefined {
  let type = WORLD.types.get(fact)!;
  let value = Object.hasOwn(facts, fact) ? facts[fact] : undefined;
  for (const name of path?.split('.').slice(1) ?? []) {
    if (value === undefined) return 'missing fact';
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'path beside an object';
    value = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
    if (type.kind === 'object') type = type.fields[name]!;
  }
  if (value === undefined) return 'missing fact';
  if (value === null) return 'null fact';
  if (Number.isNaN(value)) return 'not a number';
  const fits = type.kind === 'array' ? Array.isArray(value) : typeof value === type.kind;
  return fits ? undefined : 'no coercion';
}

function leavesOf(condition: Condition): readonly LeafCondition[] {
  if ('all' in condition) return condition.all.flatMap(leavesOf);
  if ('any' in condition) return condition.any.flatMap(leavesOf);
  if ('not' in condition) return leavesOf(condition.not);
  return 'condition' in condition ? [] : [condition];
}

/** The condition with references written out. */
function expand(condition: Condition, shared: RandomRuleFile['conditions']): Condition {
  if ('all' in condition) return { all: condition.all.map((part) => expand(part, shared)) };
  if ('any' in condition) return { any: condition.any.map((part) => expand(part, shared)) };
  if ('not' in condition) return { not: expand(condition.not, shared) };
  return 'condition' in condition ? expand(shared[condition.condition]!, shared) : condition;
}

/** The condition with every comparison under an intended difference set so that the whole leans to `lean`. */
function lean(condition: Condition, facts: FactView, to: boolean): Condition {
  if ('all' in condition) return { all: condition.all.map((part) => lean(part, facts, to)) };
  if ('any' in condition) return { any: condition.any.map((part) => lean(part, facts, to)) };
  if ('not' in condition) return { not: lean(condition.not, facts, !to) };
  return 'fact' in condition && differenceAt(condition, facts) !== undefined ? { fact: 'true', operator: 'equal', value: to } : condition;
}

/** What json-rules-engine says of each rule: as written where no difference applies, else by the answers that the unknown parts allow. */
async function oracle(file: RandomRuleFile, facts: FactView, met: Map<string, number>): Promise<Map<string, Truth>> {
  const rules = file.rules.map((rule) => ({ rule, expanded: expand(rule.conditions, file.conditions) }));
  const names = new Set<string>();
  const given = rules.flatMap(({ rule, expanded }) => {
    const differences = leavesOf(expanded)
      .map((leaf) => differenceAt(leaf, facts))
      .filter((name) => name !== undefined);
    for (const name of differences) met.set(name, (met.get(name) ?? 0) + 1);
    if (differences.length === 0) return [rule];
    names.add(rule.name);
    return [true, false].map((to) => ({ ...rule, name: `${rule.name} ${to}`, conditions: { all: [lean(expanded, facts, to)] } }));
  });
  met.set('none', (met.get('none') ?? 0) + rules.length - names.size);
  const held = new Set(await libraryHits(given, file.conditions, { ...facts, true: true }));
  const truthOf = (name: string): Truth =>
    !names.has(name) ? held.has(name) : held.has(`${name} false`) ? true : held.has(`${name} true`) ? undefined : false;
  return new Map(file.rules.map(({ name }) => [name, truthOf(name)]));
}

function inOrder(file: RandomRuleFile, truths: ReadonlyMap<string, Truth>, wanted: Truth): readonly string[] {
  return file.rules
    .toSorted((a, b) => (b.priority ?? 1) - (a.priority ?? 1))
    .filter(({ name }) => truths.get(name) === wanted)
    .map(({ name }) => name);
}

/** Every optimisation on and off, in both compiled forms, and none at all. */
const FORMS: readonly CompileOptions[] = [
  { index: true },
  { index: true, dedupe: false },
  { index: true, shortCircuit: false },
  { index: false },
  { index: false, dedupe: false },
  { index: false, shortCircuit: false },
  { optimise: false },
];

function ruleSetOf(files: readonly RuleFileText[], options: CompileOptions): RuleSet {
  const compiled = compileRules(files, WORLD, options);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
  return compiled.value;
}

describe('compiled rules against json-rules-engine', () => {
  it('answers as the library, but for the intended differences, on at least 20,000 random pairs of rule and facts', async () => {
    const met = new Map<string, number>();
    let pairs = 0;
    const property = fc.asyncProperty(
      arbitraryRuleFile,
      fc.array(arbitraryFacts, { minLength: 20, maxLength: 20 }),
      async (file, manyFacts) => {
        const files = [{ file: 'random.rules.json', text: JSON.stringify(file) }];
        const [fast, ...others] = FORMS.map((options) => ruleSetOf(files, options));
        const library = compileLibraryRules(files, WORLD);
        if (fast === undefined || !library.ok) throw new Error('refused');
        for (const facts of manyFacts) {
          const truths = await oracle(file, facts, met);
          const result = fast.evaluate(facts);
          expect(result.hits.map((hit) => hit.rule)).toEqual(inOrder(file, truths, true));
          expect(result.unknown.map((rule) => rule.rule)).toEqual(inOrder(file, truths, undefined));
          for (const other of others) expect(other.evaluate(facts)).toEqual(result);
          expect(await library.value.evaluate(facts)).toEqual(result);
          pairs += file.rules.length;
        }
      },
    );
    await fc.assert(property, { numRuns: 105 });
    expect(pairs).toBeGreaterThanOrEqual(20_000);
    // The comparison means something only if rules are met both as written and under every difference.
    expect([...met.keys()].toSorted()).toEqual([...Object.keys(DIFFERENCES), 'none'].toSorted());
    expect(Math.min(...met.values())).toBeGreaterThan(50);
    expect(met.get('none')).toBeGreaterThan(5000);
  }, 120_000);
});
