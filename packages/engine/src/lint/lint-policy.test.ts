import { describe, expect, it } from 'vitest';
import type { Condition } from '../contract/condition.js';
import { faultLine } from '../contract/fault.js';
import { loadPolicy } from '../policy/load-policy.js';
import { SAMPLE_FLOW, SAMPLE_POLICY, sampleFlow } from '../testing/sample-flow.js';
import { lintPolicy } from './lint-policy.js';

const REQUEST = {
  ...SAMPLE_FLOW.request,
  properties: {
    ...SAMPLE_FLOW.request.properties,
    channel: { type: 'string', enum: ['pos', 'online'] },
    days: { type: 'integer', minimum: 0, maximum: 100 },
    share: { type: 'number', minimum: 0, maximum: 1 },
    young: { type: 'boolean' },
  },
};
const FEATURES = {
  features: [
    { name: 'hour', type: 'number', description: 'Hour.', from: 'localHour', of: 'at' },
    { name: 'count', type: 'number', description: 'Count.', key: 'customer', window: '1h', aggregate: 'count' },
    { name: 'spent', type: 'number', description: 'Sum.', key: 'customer', window: '1h', aggregate: 'sum', of: 'amount' },
  ],
};

interface RuleChanges {
  readonly name?: string;
  readonly event?: { readonly type: string; readonly params: Readonly<Record<string, string>> };
  readonly owner?: string;
  readonly reviewBy?: string;
}

const REVIEW = { type: 'review', params: { reason: 'MANY' } };
const BLOCK = { type: 'block', params: { reason: 'MANY' } };

function rule(conditions: Condition, changes: RuleChanges = {}) {
  return { name: 'r', owner: 'team', conditions, event: REVIEW, ...changes };
}

function lint(rules: readonly object[], shared: Readonly<Record<string, Condition>> = {}) {
  const texts = {
    'features.json': JSON.stringify(FEATURES),
    'velocity.rules.json': JSON.stringify({ conditions: shared, rules }, undefined, 2),
  };
  const policy = loadPolicy(
    sampleFlow({
      flow: { request: REQUEST },
      policy: { unknownRules: { block: 'ignore', review: 'ignore' } },
      texts,
    }),
  );
  if (!policy.ok) throw new Error(policy.faults.map(faultLine).join('\n'));
  const report = lintPolicy(policy.value, { todayIso: '2026-03-12' });
  // Most rules here leave the sample's list unread; lint-lists.test.ts looks at that.
  return { ...report, findings: report.findings.filter(({ kind }) => kind !== 'unread-list') };
}

const kinds = (rules: readonly object[], shared?: Readonly<Record<string, Condition>>) =>
  lint(rules, shared).findings.map(({ kind }) => kind);
const leaf = (fact: string, operator: string, value: Extract<Condition, { fact: string }>['value']): Condition => ({
  fact,
  operator,
  value,
});
const all = (...parts: readonly Condition[]): Condition => ({ all: parts });
const any = (...parts: readonly Condition[]): Condition => ({ any: parts });

describe('comparisons and the range of their fact', () => {
  it.each([
    ['channel', 'equal', 'phone'],
    ['channel', 'in', ['phone', 'fax']],
    ['days', 'lessThan', 0],
    ['days', 'greaterThan', 100],
    ['days', 'equal', 3.5],
    ['score', 'greaterThan', 1],
    ['hour', 'greaterThanInclusive', 24],
    ['count', 'lessThan', 0],
  ])('knows that %s %s %j is never true', (fact, operator, value) => {
    expect(kinds([rule(all(leaf(fact, operator, value)))])).toEqual(expect.arrayContaining(['never-true-comparison', 'unreachable']));
  });

  it.each([
    ['channel', 'notEqual', 'phone'],
    ['channel', 'in', ['online', 'pos']],
    ['days', 'greaterThanInclusive', 0],
    ['days', 'greaterThan', -1],
    ['score', 'lessThanInclusive', 1],
    ['young', 'in', [true, false]],
  ])('knows that %s %s %j is always true', (fact, operator, value) => {
    expect(kinds([rule(all(leaf(fact, operator, value)))])).toEqual(expect.arrayContaining(['always-true-comparison', 'always-true']));
  });

  it.each([
    ['channel', 'equal', 'pos'],
    ['channel', 'notIn', ['pos']],
    ['days', 'lessThan', 1],
    ['days', 'greaterThan', 99],
    ['share', 'equal', 0.5],
    ['share', 'greaterThan', 0],
    ['score', 'greaterThanInclusive', 1],
    ['hour', 'equal', 23],
    ['spent', 'lessThan', 0],
    ['card', 'equal', 'anything'],
    ['lists', 'contains', 'stolen-cards'],
    ['amount', 'greaterThan', { fact: 'days' }],
  ])('says nothing of %s %s %j', (fact, operator, value) => {
    expect(kinds([rule(all(leaf(fact, operator, value)))])).toEqual([]);
  });

  it('names the one value of a list that is never sent, with its place', () => {
    const { findings } = lint([rule(all(leaf('channel', 'in', ['pos', 'fax'])))]);
    expect(findings).toEqual([
      {
        kind: 'never-sent-value',
        file: 'velocity.rules.json',
        pointer: '/rules/0/conditions/all/0/value/1',
        line: 14,
        column: 15,
        subject: 'r',
        message: 'channel is never "fax": channel is one of "pos", "online" (the request schema of flow.json).',
        mend: 'Correct the value, or remove it from the list.',
      },
    ]);
  });
});

describe('rules for themselves', () => {
  it.each<[string, Condition]>([
    ['an empty interval', all(leaf('amount', 'greaterThan', 10), leaf('amount', 'lessThan', 10))],
    ['no whole number between', all(leaf('count', 'greaterThan', 3), leaf('count', 'lessThan', 4))],
    ['two values', all(leaf('card', 'equal', 'a'), leaf('card', 'equal', 'b'))],
    ['two lists without a common value', all(leaf('card', 'in', ['a', 'b']), leaf('card', 'in', ['c']))],
    ['all values taken away', all(leaf('channel', 'notEqual', 'pos'), leaf('channel', 'notEqual', 'online'))],
    ['through not', all({ not: leaf('amount', 'lessThan', 5) }, leaf('amount', 'lessThan', 5))],
    ['through another fact', all(leaf('card', 'equal', { fact: 'customer' }), leaf('card', 'notEqual', { fact: 'customer' }))],
    ['in each branch', all(leaf('days', 'lessThan', 5), any(leaf('days', 'greaterThan', 7), leaf('days', 'equal', 6)))],
  ])('finds what can never hold: %s', (_, condition) => {
    expect(kinds([rule(condition)])).toEqual(['unreachable']);
  });

  it.each<[string, Condition]>([
    ['a single value left', all(leaf('count', 'greaterThan', 3), leaf('count', 'lessThan', 5))],
    ['fractions between', all(leaf('spent', 'greaterThan', 3), leaf('spent', 'lessThan', 4))],
    ['touching ends', all(leaf('amount', 'greaterThanInclusive', 10), leaf('amount', 'lessThanInclusive', 10))],
    ['different facts', all(leaf('card', 'equal', 'a'), leaf('customer', 'equal', 'b'))],
    ['one branch that can hold', all(leaf('days', 'lessThan', 5), any(leaf('days', 'greaterThan', 7), leaf('days', 'equal', 4)))],
    ['different other facts', all(leaf('card', 'equal', { fact: 'customer' }), leaf('card', 'notEqual', { fact: 'id' }))],
  ])('says nothing where something can hold: %s', (_, condition) => {
    expect(kinds([rule(condition)])).toEqual([]);
  });

  it('finds what cannot be false, and says nothing where a gap is left', () => {
    expect(kinds([rule(any(leaf('amount', 'lessThan', 10), leaf('amount', 'greaterThanInclusive', 10)))])).toEqual(['always-true']);
    expect(kinds([rule(any(leaf('amount', 'lessThan', 10), leaf('amount', 'greaterThan', 10)))])).toEqual([]);
    expect(kinds([rule(any(leaf('count', 'lessThan', 10), leaf('count', 'greaterThan', 9)))])).toEqual(['always-true']);
  });

  it('follows shared conditions, and finds those that nobody uses', () => {
    const shared = {
      small: all(leaf('amount', 'lessThan', 5)),
      idle: all(leaf('amount', 'lessThan', 7)),
      inner: all({ condition: 'small' }),
    };
    const found = lint([rule(all({ condition: 'inner' }, leaf('amount', 'greaterThan', 6)))], shared).findings;
    expect(found).toMatchObject([
      { kind: 'unused-condition', subject: 'idle' },
      { kind: 'unreachable', subject: 'r', message: 'The rule can never fire: no amount is lessThan 5 and greaterThan 6.' },
    ]);
  });

  it('finds rules that nobody looks after', () => {
    const { owner: _, ...orphan } = rule(all(leaf('amount', 'lessThan', 5)));
    expect(kinds([{ ...orphan, reviewBy: '2026-03-11' }])).toEqual(['no-owner', 'review-overdue']);
    expect(kinds([rule(all(leaf('amount', 'lessThan', 5)), { reviewBy: '2026-03-12' })])).toEqual([]);
  });

  it('counts comparisons with shared conditions written out', () => {
    const shared = { two: all(leaf('amount', 'lessThan', 5), leaf('days', 'lessThan', 5)) };
    const rules = [
      rule(all({ condition: 'two' }), { name: 'a' }),
      rule(all({ condition: 'two' }, { not: { condition: 'two' } }), { name: 'b' }),
    ];
    expect(lint(rules, shared).costliest).toEqual([
      { rule: 'b', comparisons: 4 },
      { rule: 'a', comparisons: 2 },
    ]);
  });

  it('says nothing of rules that are too manifold to be written out', () => {
    const parts = Array.from({ length: 8 }, (_, at) => any(leaf('amount', 'equal', at), leaf('days', 'equal', at)));
    expect(kinds([rule(all(...parts))])).toEqual([]);
  });
});

describe('rules beside each other', () => {
  const wide = all(leaf('amount', 'greaterThan', 10));
  const narrow = all(leaf('amount', 'greaterThan', 20), leaf('channel', 'equal', 'pos'));

  it('finds the same conditions in another order and form, with the same event', () => {
    const same = all(leaf('channel', 'equal', 'pos'), { not: leaf('amount', 'lessThanInclusive', 20) });
    expect(lint([rule(narrow, { name: 'a' }), rule(same, { name: 'b' })]).findings).toMatchObject([
      { kind: 'duplicate', subject: 'b', message: 'The rule says the same as a of velocity.rules.json.' },
    ]);
    expect(kinds([rule(narrow, { name: 'a' }), rule(same, { name: 'b', event: { type: 'flag', params: { reason: 'STOLEN' } } })])).toEqual(
      [],
    );
  });

  it('finds a rule that adds nothing to a wider one', () => {
    for (const event of [REVIEW, BLOCK]) {
      expect(lint([rule(narrow, { name: 'a' }), rule(wide, { name: 'b', event })]).findings).toMatchObject([
        { kind: 'subsumed', subject: 'a' },
      ]);
    }
  });

  it('keeps the first of two that mean the same', () => {
    const [a, b] = [all(leaf('count', 'greaterThan', 3)), all(leaf('count', 'greaterThanInclusive', 4))];
    expect(lint([rule(a, { name: 'a' }), rule(b, { name: 'b' })]).findings).toMatchObject([{ kind: 'subsumed', subject: 'b' }]);
  });

  it.each<[string, object, object]>([
    ['asks for more', rule(narrow, { name: 'a', event: BLOCK }), rule(wide, { name: 'b' })],
    [
      'gives another reason',
      rule(narrow, { name: 'a', event: { type: 'review', params: { reason: 'STOLEN' } } }),
      rule(wide, { name: 'b' }),
    ],
    ['is not within', rule(all(leaf('amount', 'lessThan', 5)), { name: 'a' }), rule(wide, { name: 'b' })],
    [
      'lacks a fact of the wider one',
      rule(all(leaf('channel', 'equal', 'pos')), { name: 'a' }),
      rule(all(leaf('days', 'lessThanInclusive', 100)), { name: 'b' }),
    ],
    [
      'is heard when it is unknown',
      rule(narrow, { name: 'a', event: { type: 'review', params: { reason: 'MANY', whenUnknown: 'review' } } }),
      rule(wide, { name: 'b' }),
    ],
    [
      'stands on an earlier step',
      rule(narrow, { name: 'a', event: { type: 'block', params: { reason: 'MANY', step: 'denyList' } } }),
      rule(wide, { name: 'b', event: BLOCK }),
    ],
  ])('says nothing of a rule that %s', (_, a, b) => {
    expect(kinds([a, b])).not.toContain('subsumed');
    expect(kinds([a, b])).not.toContain('duplicate');
  });
});

it('finds nothing in the sample but that its rules have no owner', () => {
  const policy = loadPolicy(sampleFlow());
  if (!policy.ok) throw new Error('the sample has faults');
  expect(lintPolicy(policy.value, { todayIso: '2026-03-12' }).findings.map(({ kind, subject }) => [kind, subject])).toEqual([
    ['no-owner', 'many-payments'],
    ['no-owner', 'stolen-card'],
  ]);
  expect(Object.keys(SAMPLE_POLICY.lists)).toEqual(['stolen-cards']);
});

describe('operators that json-rules-engine lacks', () => {
  const never = (condition: Condition): boolean => kinds([rule(all(condition))]).includes('unreachable');
  const always = (condition: Condition): boolean => kinds([rule(all(condition))]).includes('always-true');

  it('are seen through: a range is its bounds, not: is the opposite', () => {
    expect([never(leaf('hour', 'between', [24, 30])), never(leaf('hour', 'between', [23, 30]))]).toEqual([true, false]);
    expect([always(leaf('hour', 'between', [0, 23])), always(leaf('hour', 'between', [0, 22]))]).toEqual([true, false]);
    expect([never(leaf('hour', 'not:between', [0, 23])), always(leaf('hour', 'not:between', [24, 30]))]).toEqual([true, true]);
    expect(never(all(leaf('days', 'between', [10, 20]), leaf('days', 'greaterThan', 20)))).toBe(true);
    expect(never(all(leaf('amount', 'not:lessThan', 5), leaf('amount', 'not:not:lessThan', 5)))).toBe(true);
    expect(kinds([rule(all(leaf('hour', 'between', [24, 30])))])).toContain('never-true-comparison');
    expect(kinds([rule(all(leaf('hour', 'between', [0, 23])))])).toContain('always-true-comparison');
  });

  it('know texts by their beginnings and ends', () => {
    expect([never(leaf('channel', 'startsWith', 'x')), never(leaf('channel', 'startsWith', 'p'))]).toEqual([true, false]);
    expect([always(leaf('channel', 'not:endsWith', 'x')), always(leaf('channel', 'not:endsWith', 'e'))]).toEqual([true, false]);
    expect(never(all(leaf('card', 'startsWith', '41'), leaf('card', 'startsWith', '42')))).toBe(true);
    expect(never(all(leaf('card', 'startsWith', '41'), leaf('card', 'startsWith', '4')))).toBe(false);
    expect(never(all(leaf('card', 'endsWith', '41'), leaf('card', 'not:endsWith', '1')))).toBe(true);
    expect(never(all(leaf('card', 'equal', '4'), leaf('card', 'startsWith', '41')))).toBe(true);
  });

  it('tell a rule that adds nothing to another', () => {
    const within = rule(all(leaf('days', 'between', [10, 20])), { name: 'within' });
    expect(kinds([within, rule(all(leaf('days', 'greaterThan', 5)), { name: 'above' })])).toEqual(['subsumed']);
    const longer = rule(all(leaf('card', 'startsWith', '4111')), { name: 'longer' });
    expect(kinds([longer, rule(all(leaf('card', 'startsWith', '41')), { name: 'shorter' })])).toEqual(['subsumed']);
    expect(kinds([within, rule(all(leaf('days', 'between', [10, 19])), { name: 'other' })])).toEqual(['subsumed']);
    const missing = rule(all(leaf('days', 'isMissing', true)), { name: 'missing' });
    expect(kinds([missing, rule(all(leaf('days', 'lessThan', 200)), { name: 'any' })])).not.toContain('subsumed');
  });
});
