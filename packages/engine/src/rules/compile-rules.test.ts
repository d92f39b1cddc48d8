import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition } from '../contract/condition.js';
import type { RuleSource } from '../contract/rule-file.js';
import { arbitraryFacts, arbitraryRuleFile } from '../testing/random-rules.js';
import { WORLD } from '../testing/random-world.js';
import { compileCondition, compileRules } from './compile-rules.js';
import { compileLibraryRules } from './library-evaluator.js';
import { libraryObjection } from './library-rule.js';
import type { RuleFileText } from './read-rule-file.js';
import type { RuleSet, Truth } from './rule-set.js';

const BIG: Condition = { fact: 'amount', operator: 'greaterThan', value: 100 };
const HOME: Condition = { fact: 'country', operator: 'equal', value: 'NL' };

const COUNTED: Condition = { fact: 'amount', operator: 'greaterThan', value: { fact: 'count' } };

function named(rules: readonly object[], prefix: string): object[] {
  return rules.map((rule, index) => ({ ...rule, name: `${prefix}-${index}` }));
}

function fileOf(file: string, rules: readonly object[], conditions: object = {}): RuleFileText {
  return { file, text: JSON.stringify({ conditions, rules }) };
}

function ruleOf(name: string, conditions: Condition, changes: object = {}, params: object = {}): object {
  return { name, conditions, event: { type: 'block', params: { reason: 'R1', ...params } }, ...changes };
}

function event(type: string, params: object = {}): object {
  return { event: { type, params: { reason: 'R1', ...params } } };
}

/** false < unknown < true. */
function rank(truth: Truth): number {
  if (truth === undefined) return 1;
  return truth ? 2 : 0;
}

function ruleSetOf(files: readonly RuleFileText[], optimise = true): RuleSet {
  const result = compileRules(files, WORLD, { optimise });
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.value;
}

describe('a rule set', () => {
  const always = { all: [BIG] };
  const files = [
    fileOf('b.rules.json', [ruleOf('b-one', always), ruleOf('b-first', always, { priority: 9 })]),
    fileOf('a.rules.json', [ruleOf('a-one', always), ruleOf('a-two', always), ruleOf('a-late', always, { priority: 1 })]),
  ];

  it('reports hits by priority, then file name, then place in the file, whatever the order of the files', () => {
    const names = ['b-first', 'a-one', 'a-two', 'a-late', 'b-one'];
    for (const given of [files, files.toReversed()]) {
      const rules = ruleSetOf(given);
      expect(rules.size).toBe(5);
      expect(rules.evaluate({ amount: 101 }).hits.map((hit) => hit.rule)).toEqual(names);
      expect(rules.evaluate({}).unknown.map((rule) => rule.rule)).toEqual(names);
      expect(rules.evaluate({ amount: 100 })).toEqual({ hits: [], unknown: [] });
    }
  });

  it('says what a hit asks for and in which step it speaks', () => {
    const rules = ruleSetOf([
      fileOf('a.rules.json', [
        ruleOf('deny', always, event('block', { step: 'denyList' })),
        ruleOf('block', always, event('block')),
        ruleOf('allow', always, event('pass', { step: 'allowList' })),
        ruleOf('review', always, event('review')),
        ruleOf('pass', always, event('pass')),
        ruleOf('flag', always, event('flag')),
      ]),
    ]);
    const hits = rules.evaluate({ amount: 101 }).hits;
    expect(hits.map(({ rule, asks, step }) => [rule, asks, step])).toEqual([
      ['deny', 'block', 'denyList'],
      ['block', 'block', 'hardBlock'],
      ['allow', 'pass', 'allowList'],
      ['review', 'review', 'review'],
      ['pass', 'pass', 'pass'],
      ['flag', 'flag', 'flag'],
    ]);
    expect(hits[0]).toEqual({ rule: 'deny', asks: 'block', reason: 'R1', step: 'denyList' });
  });

  it('reports an unknown rule with what that means, where the rule says so', () => {
    const rules = ruleSetOf([fileOf('a.rules.json', [ruleOf('said', always, {}, { whenUnknown: 'review' }), ruleOf('unsaid', always)])]);
    expect(rules.evaluate({ amount: NaN }).unknown).toEqual([
      { rule: 'said', asks: 'block', whenUnknown: 'review' },
      { rule: 'unsaid', asks: 'block' },
    ]);
  });

  it('keeps shared conditions to their own file', () => {
    const rules = ruleSetOf([
      fileOf('a.rules.json', [ruleOf('a', { condition: 'big' })], { big: { all: [BIG] } }),
      fileOf('b.rules.json', [ruleOf('b', { not: { condition: 'big' } })], { big: { all: [{ ...BIG, value: 10 }] } }),
    ]);
    expect(rules.evaluate({ amount: 50 })).toEqual({ hits: [], unknown: [] });
    expect(rules.evaluate({ amount: 5 }).hits.map((hit) => hit.rule)).toEqual(['b']);
    expect(rules.evaluate({ amount: 500 }).hits.map((hit) => hit.rule)).toEqual(['a']);
  });

  it('keeps nothing between calls and can be entered again while it runs', () => {
    const rules = ruleSetOf([fileOf('a.rules.json', [ruleOf('big', { all: [BIG] }), ruleOf('home', { all: [HOME] })])]);
    let inner: unknown;
    const view = {
      get amount() {
        inner = rules.evaluate({ amount: 1, country: 'GB' });
        return 500;
      },
    };
    const outer = rules.evaluate(view);
    expect(inner).toEqual({ hits: [], unknown: [] });
    expect([outer.hits.map((hit) => hit.rule), outer.unknown.map((rule) => rule.rule)]).toEqual([['big'], ['home']]);
    expect(rules.evaluate({ amount: 1 }).hits).toEqual([]);
    expect(Object.isFrozen(outer.hits[0])).toBe(true);
  });

  it('with no rules answers nothing', () => {
    expect(ruleSetOf([]).evaluate({ amount: 1 })).toEqual({ hits: [], unknown: [] });
  });

  it('by json-rules-engine answers the same, also when it runs concurrently', async () => {
    const library = compileLibraryRules(files, WORLD);
    if (!library.ok) throw new Error('refused');
    const views = [{ amount: 101 }, {}, { amount: 100 }, { amount: '500' }, { amount: 101 }];
    const answers = await Promise.all(views.map((view) => library.value.evaluate(view)));
    expect(answers).toEqual(views.map((view) => ruleSetOf(files).evaluate(view)));
  });
});

describe('a large rule set', () => {
  it('answers as the plain one, in whichever form it is compiled', () => {
    const many = fc.array(arbitraryFacts, { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(arbitraryRuleFile, arbitraryRuleFile, many, (one, other, facts) => {
        const copies = [1, 2, 3].flatMap((copy) => [
          fileOf(`${copy}a.rules.json`, named(one.rules, `a${copy}`), one.conditions),
          fileOf(`${copy}b.rules.json`, named(other.rules, `b${copy}`), other.conditions),
        ]);
        const [fast, plain] = [ruleSetOf(copies), ruleSetOf(copies, false)];
        for (const view of facts) expect(fast.evaluate(view)).toEqual(plain.evaluate(view));
      }),
      { numRuns: 30 },
    );
  });

  it('of which hardly anything can be looked up, or whose rules branch too much, is asked rule by rule with the same answers', () => {
    const against = (value: number): Condition => ({
      all: Array.from({ length: 6 }, (_, index) => ({ any: [{ fact: 'amount', operator: 'equal', value: value + index }, COUNTED] })),
    });
    const branching = Array.from({ length: 50 }, (_, index) => ruleOf(`branch-${index}`, against(index)));
    const referring = Array.from({ length: 50 }, (_, index) =>
      ruleOf(`refer-${index}`, { all: [COUNTED, { fact: 'codes', operator: 'contains', value: index }] }),
    );
    const files = [fileOf('a.rules.json', branching), fileOf('b.rules.json', referring)];
    const [fast, plain] = [ruleSetOf(files), ruleSetOf(files, false)];
    const views = [
      { amount: 5, count: 4, codes: [1, 49] },
      { amount: 5, count: 5, codes: [] },
      { amount: 5 },
      { count: 5, codes: [3] },
      {},
    ];
    for (const view of views) expect(fast.evaluate(view)).toEqual(plain.evaluate(view));
    expect(fast.evaluate(views[0]!).hits).toHaveLength(52);
  });
});

describe('three-valued logic', () => {
  const PARTS: readonly [Truth, Condition][] = [
    [true, { fact: 'isNew', operator: 'equal', value: true }],
    [false, { fact: 'isNew', operator: 'equal', value: false }],
    [undefined, { fact: 'isHome', operator: 'equal', value: true }],
  ];
  const view = { isNew: true };
  const truthOf = (condition: Condition, optimise: boolean): Truth => {
    const { hits, unknown } = ruleSetOf([fileOf('a.rules.json', [ruleOf('r', { all: [condition] })])], optimise).evaluate(view);
    return hits.length > 0 ? true : unknown.length > 0 ? undefined : false;
  };
  const ranked: readonly Truth[] = [false, undefined, true];

  it.each([true, false])('is Kleene’s: all is the least, any the greatest, not the opposite (optimised: %s)', (optimise) => {
    for (const [a, first] of PARTS) {
      expect(truthOf({ not: first }, optimise)).toBe(a === undefined ? undefined : !a);
      for (const [b, second] of PARTS) {
        for (const [c, third] of PARTS) {
          const ranks = [rank(a), rank(b), rank(c)];
          expect(truthOf({ all: [first, second, third] }, optimise)).toBe(ranked[Math.min(...ranks)]);
          expect(truthOf({ any: [first, second, third] }, optimise)).toBe(ranked[Math.max(...ranks)]);
        }
      }
    }
  });
});

describe('compileCondition', () => {
  const place = { file: 'policy.json', pointer: '/fallback/0/conditions' };

  it('makes one condition, a bare comparison too, into a function of the facts', () => {
    const compiled = compileCondition({ any: [BIG, HOME] }, WORLD.types, place);
    if (!compiled.ok) throw new Error('refused');
    expect([{ amount: 101 }, { amount: 1, country: 'GB' }, { amount: 1 }].map(compiled.value)).toEqual([true, false, undefined]);
    const bare = compileCondition(BIG, WORLD.types, place);
    expect(bare.ok && bare.value({ amount: 101 })).toBe(true);
  });

  it('names every fault with file and pointer, and knows no shared conditions', () => {
    const faulty: Condition = { all: [{ ...BIG, fact: 'amuont' }, { condition: 'vip' }, { any: [] }] };
    expect(compileCondition(faulty, WORLD.types, place)).toMatchObject({
      ok: false,
      faults: [
        { file: 'policy.json', pointer: '/fallback/0/conditions/all/0/fact' },
        { file: 'policy.json', pointer: '/fallback/0/conditions/all/1/condition', mend: 'There are none.' },
        { file: 'policy.json', pointer: '/fallback/0/conditions/all/2/any' },
      ],
    });
  });
});

describe('libraryObjection', () => {
  it('is what json-rules-engine throws, and leaves the rule as it was', () => {
    const source: RuleSource = {
      name: 'r',
      conditions: { all: [{ ...BIG, priority: 2 }] },
      event: { type: 'block', params: { reason: 'R1' } },
    };
    const before = JSON.stringify(source);
    expect(libraryObjection(source)).toBeUndefined();
    expect(libraryObjection({ ...source, conditions: BIG })).toMatch(/root must contain/);
    expect(libraryObjection({ ...source, priority: -1 })).toMatch(/greater than zero/);
    expect(JSON.stringify(source)).toBe(before);
  });
});
