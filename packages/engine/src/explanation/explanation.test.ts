import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Facts } from '../contract/decision.js';
import { faultLine } from '../contract/fault.js';
import type { JsonObject } from '../contract/json.js';
import { judge } from '../decision/judge.js';
import { deriveFeatures } from '../features/derive-features.js';
import { readsFor } from '../features/reads-for.js';
import { loadPolicy } from '../policy/load-policy.js';
import type { Policy } from '../policy/policy.js';
import { SAMPLE_FEATURES, SAMPLE_FLOW, SAMPLE_POLICY, sampleFlow } from '../testing/sample-flow.js';
import { findCounterfactual } from './counterfactual/find-counterfactual.js';
import { describeDecision, type ToldDecision } from './describe-decision.js';
import { describeRule, ruleNames } from './describe-rule.js';

const properties = {
  ...SAMPLE_FLOW.request.properties,
  amount: { ...SAMPLE_FLOW.request.properties.amount, maximum: 1_000_000, description: 'In cents: 100 is one euro.' },
  channel: { type: 'string', enum: ['shop', 'web', 'phone'], description: 'How it came in.' },
  country: { type: 'string', description: 'Where it was. Two letters.' },
};

const FEATURES = {
  features: [
    {
      name: 'euros',
      type: 'number',
      unit: 'EUR',
      description: 'The amount in euros.',
      from: 'money',
      amount: 'amount',
      currency: 'currency',
    },
    ...SAMPLE_FEATURES.features,
    { name: 'mean1h', type: 'number', description: 'Mean in an hour.', key: 'customer', window: '1h', aggregate: 'mean', of: 'amount' },
    { name: 'toMean', type: 'number', description: 'Amount against the mean.', from: 'ratio', of: ['amount', 'mean1h'] },
  ],
};

const REASONS = { ...SAMPLE_POLICY.reasons, LARGE: 'A large sum.', FAR: 'Far from home.' };

const leaf = (fact: string, operator: string, value: unknown): object => ({ fact, operator, value });
const rule = (name: string, conditions: object, event: object): object => ({ name, conditions, event });
const asks = (type: string, reason: string, more: object = {}): object => ({ type, params: { reason, ...more } });

const RULES = {
  conditions: { remote: { all: [leaf('channel', 'in', ['web', 'phone'])] } },
  rules: [
    {
      ...rule(
        'large-remote',
        { all: [leaf('euros', 'greaterThanInclusive', 500), { condition: 'remote' }] },
        asks('block', 'LARGE', { whenUnknown: 'review' }),
      ),
      description: 'Large and remote.',
      owner: 'team',
    },
    rule('far-above', { all: [leaf('toMean', 'greaterThan', 10)] }, asks('review', 'LARGE')),
    rule('many', { any: [leaf('payments1h', 'greaterThanInclusive', 10), leaf('euros', 'greaterThan', 9000)] }, asks('review', 'MANY')),
    rule('abroad', { all: [{ not: leaf('country', 'equal', 'NL') }, leaf('channel', 'equal', 'shop')] }, asks('flag', 'FAR')),
    rule('stolen', { all: [leaf('lists', 'contains', 'stolen-cards')] }, asks('block', 'STOLEN', { step: 'denyList' })),
  ],
};

function policyOf(changes: { readonly flow?: object } = {}): Policy {
  const flow = {
    ...SAMPLE_FLOW,
    currencies: { base: 'EUR', rates: { EUR: { decimals: 2, rate: 1 } } },
    request: {
      ...SAMPLE_FLOW.request,
      title: 'Order',
      properties: { ...properties, currency: { type: 'string' } },
      required: [...SAMPLE_FLOW.request.required, 'currency'],
    },
    example: { ...SAMPLE_FLOW.example, currency: 'EUR' },
    ...changes.flow,
  };
  const texts = {
    'flow.json': JSON.stringify(flow),
    'features.json': JSON.stringify(FEATURES),
    'policy.json': JSON.stringify({ ...SAMPLE_POLICY, reasons: REASONS }),
    'velocity.rules.json': JSON.stringify(RULES),
  };
  const loaded = loadPolicy(sampleFlow({ texts }));
  if (!loaded.ok) throw new Error(loaded.faults.map(faultLine).join('\n'));
  return loaded.value;
}

const POLICY = policyOf();
const REQUEST: JsonObject = {
  id: 'r1',
  at: '2026-03-01T12:00:00Z',
  customer: 'c1',
  card: 'k1',
  amount: 80_000,
  currency: 'EUR',
  channel: 'web',
  country: 'NL',
};

function factsOf(change: { readonly request?: JsonObject; readonly features?: object; readonly rest?: Partial<Facts> } = {}): Facts {
  const features = { euros: 800, payments1h: 8, spent1h: 160_000, sinceLast: 60, mean1h: 20_000, toMean: 4, ...change.features };
  const request = { ...REQUEST, ...change.request };
  return { request, features, scores: { 'sample@1': 0.2 }, missing: [], degraded: [], ...change.rest };
}

function decisionOf({ request, ...facts }: Facts): ToldDecision {
  const assignment = { role: 'champion', version: '1', shadows: [], flags: { source: 'none', ageMs: 0 }, notes: [] } as const;
  return { ask: { request }, facts, assignment };
}

describe('describeRule', () => {
  it('says on one line what a rule does, by descriptions and units, with shared conditions written out', () => {
    expect(describeRule(POLICY, 'large-remote')).toMatchObject({
      file: 'velocity.rules.json',
      sentence:
        'Blocks an order when all of these hold: euros is at least 500 EUR (the amount in euros); channel is web or phone (how it came in).',
      reason: { code: 'LARGE', text: 'A large sum.' },
      whenUnknown: 'it asks for review, as the rule itself says',
      owner: 'team',
    });
  });

  it('tells any, not, lists and remarks', () => {
    expect(describeRule(POLICY, 'many')?.sentence).toContain('at least one of these holds: payments1h is at least 10');
    expect(describeRule(POLICY, 'abroad')?.sentence).toBe(
      'Adds a remark to an order, and asks for nothing, when all of these hold: (this does not hold: country is NL (where it was)); channel is shop (how it came in).',
    );
    expect(describeRule(POLICY, 'stolen')).toMatchObject({
      sentence: 'Blocks an order when card stands in the list stolen-cards.',
      step: 'denyList',
    });
  });

  it('knows all rules, and no other', () => {
    expect(ruleNames(POLICY)).toEqual(['large-remote', 'far-above', 'many', 'abroad', 'stolen']);
    expect(describeRule(POLICY, 'toString')).toBeUndefined();
  });
});

describe('describeDecision', () => {
  it('tells who decided, with the values seen, what nearly fired, and the band of the score', () => {
    const story = describeDecision(decisionOf(factsOf()), POLICY);
    expect(story).toMatchObject({
      outcome: 'block',
      decidedBy: 'hardBlock',
      score: { score: 0.2, band: { from: 0, to: 0.5, outcome: 'pass' } },
    });
    expect(story.why).toContain('The rule large-remote decided for block.');
    expect(story.hits).toMatchObject([
      {
        rule: 'large-remote',
        decided: true,
        because: [
          { test: 'euros is at least 500 EUR', seen: 'it was 800 EUR', held: 'yes' },
          { test: 'channel is web or phone', seen: 'it was web' },
        ],
      },
    ]);
    expect(story.nearMisses).toMatchObject([{ rule: 'many', lacked: { test: 'payments1h is at least 10', seen: 'it was 8' }, held: 0 }]);
  });

  it('tells what was missing, and what that was taken as', () => {
    const { features, ...facts } = factsOf();
    const { euros: _euros, ...rest } = features;
    const story = describeDecision(decisionOf({ ...facts, features: rest, missing: [{ fact: 'euros', reason: 'no rate' }] }), POLICY);
    expect(story).toMatchObject({ outcome: 'review', decidedBy: 'unknownRule' });
    expect(story.why).toContain('large-remote could not be decided');
    expect(story.unknown[0]).toEqual({
      rule: 'large-remote',
      asks: 'block',
      meant: 'review',
      lacked: [{ fact: 'euros', reason: 'no rate' }],
    });
  });

  it('tells the fallback row that spoke, and that nothing spoke', () => {
    const down = { scores: {}, degraded: ['model:timeout'], missing: [{ fact: 'score:sample@1', reason: 'timeout' }] };
    const small = factsOf({ request: { amount: 40 }, features: { euros: 0.4, toMean: 0.1 }, rest: down });
    const story = describeDecision(decisionOf(small), POLICY);
    expect(story).toMatchObject({ outcome: 'pass', score: { missing: 'timeout' }, degraded: ['model:timeout'] });
    expect(story.why).toContain('its row small asks for pass');
    expect(describeDecision(decisionOf(factsOf({ request: { amount: 10 }, features: { euros: 0.1 } })), POLICY).why).toContain(
      'No rule and no score',
    );
  });

  it('tells the score that decided, and a shadow that disagrees', () => {
    const high = factsOf({ features: { euros: 5 }, rest: { scores: { 'sample@1': 0.95 } } });
    const shadow = { version: '2', status: 'judged', outcome: 'pass', reasons: [], score: 0.1 } as const;
    const story = describeDecision({ ...decisionOf(high), shadows: [shadow] }, POLICY);
    expect(story).toMatchObject({ outcome: 'block', decidedBy: 'score', shadows: [{ version: '2', agrees: false }] });
    expect(story.why).toMatch(/^The score 0\.95 lies in the band from 0\.9, which asks for block\./);
  });
});

describe('findCounterfactual', () => {
  /** Judges the answer once more, from facts that are altered here by hand. */
  const again = (facts: Facts): string => judge(POLICY, facts).outcome;

  it('finds the nearest single change, through what is derived from it, and verifies it', () => {
    const result = findCounterfactual(POLICY, factsOf(), { changeable: ['amount'] });
    expect(result).toMatchObject({
      status: 'found',
      found: {
        outcome: 'pass',
        changes: [{ fact: 'amount', from: 80_000, to: 49_999 }],
        follows: [
          { fact: 'euros', from: 800, to: 499.99 },
          { fact: 'toMean', from: 4, to: 49_999 / 20_000 },
        ],
      },
      heldScore: 0.2,
    });
    expect(again(factsOf({ request: { amount: 49_999 }, features: { euros: 499.99, toMean: 2.49995 } }))).toBe('pass');
    expect(again(factsOf({ request: { amount: 50_000 }, features: { euros: 500, toMean: 2.5 } }))).toBe('block');
  });

  it('is right when the features are derived afresh from the changed request', () => {
    const changeable = ['amount', 'channel', 'payments1h'];
    const drawn = fc.record({
      amount: fc.integer({ min: 0, max: 1_000_000 }),
      channel: fc.constantFrom('shop', 'web', 'phone'),
      payments1h: fc.integer({ min: 0, max: 20 }),
      mean1h: fc.integer({ min: 0, max: 50_000 }),
      score: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    let found = 0;
    fc.assert(
      fc.property(drawn, ({ amount, channel, payments1h, mean1h, score }) => {
        const gathered = (values: Readonly<Record<string, unknown>>): Facts => {
          const request = { ...REQUEST, amount, channel, ...values } as JsonObject;
          const reads = readsFor(POLICY.catalogue, request);
          const history: Readonly<Record<string, number>> = { payments1h, spent1h: 1, sinceLast: 1, mean1h, ...values };
          const { features, missing } = deriveFeatures(
            POLICY.catalogue,
            reads,
            reads.windows.map(({ name }) => history[name]),
          );
          return { request, features, missing, scores: { 'sample@1': score }, degraded: [] };
        };
        const facts = gathered({});
        const result = findCounterfactual(POLICY, facts, { changeable });
        if (result.found === undefined) return;
        found += 1;
        const { payments1h: payments = payments1h, ...request } = Object.fromEntries(
          result.found.changes.map(({ fact, to }) => [fact, to]),
        );
        const changed = gathered(request);
        const outcome = judge(POLICY, { ...changed, features: { ...changed.features, payments1h: payments } }).outcome;
        expect(outcome).toBe(result.found.outcome);
        expect(outcome).not.toBe(again(facts));
      }),
      { numRuns: 200 },
    );
    expect(found).toBeGreaterThan(50);
  });

  it('prefers fewer facts to nearer values, and takes the nearest of those', () => {
    const result = findCounterfactual(POLICY, factsOf(), { changeable: ['amount', 'channel'] });
    expect(result.found?.changes).toEqual([{ fact: 'amount', from: 80_000, to: 49_999 }]);
  });

  it('changes two facts where one is not enough', () => {
    const facts = factsOf({ features: { payments1h: 12 } });
    const result = findCounterfactual(POLICY, facts, { changeable: ['channel', 'payments1h'], outcomes: ['pass'] });
    expect(result.found).toMatchObject({
      outcome: 'pass',
      changes: [
        { fact: 'channel', from: 'web', to: 'shop' },
        { fact: 'payments1h', from: 12, to: 9 },
      ],
    });
  });

  it('moves the score only when it is asked to', () => {
    const facts = factsOf({ features: { euros: 5 }, request: { amount: 500 }, rest: { scores: { 'sample@1': 0.95 } } });
    expect(findCounterfactual(POLICY, facts, { changeable: ['amount', 'channel'] })).toMatchObject({ status: 'none', heldScore: 0.95 });
    const result = findCounterfactual(POLICY, facts, { changeable: ['score'] });
    expect(result.found).toMatchObject({ outcome: 'review', changes: [{ fact: 'score', from: 0.95, to: 0.899999 }] });
    expect(result).not.toHaveProperty('heldScore');
  });

  it('keeps to the request schema', () => {
    const policy = policyOf({
      flow: {
        request: {
          ...SAMPLE_FLOW.request,
          properties: { ...properties, currency: { type: 'string' } },
          required: [...SAMPLE_FLOW.request.required, 'currency'],
          if: { properties: { channel: { const: 'shop' } }, required: ['channel'] },
          then: { properties: { amount: { type: 'integer', maximum: 100 } } },
        },
      },
    });
    expect(findCounterfactual(policy, factsOf(), { changeable: ['channel'] }).status).toBe('none');
    expect(findCounterfactual(policy, factsOf(), { changeable: ['channel', 'amount'] }).found?.changes).toHaveLength(1);
  });

  it('tries nothing that it could not answer truthfully, and says why', () => {
    const { tried, untried } = findCounterfactual(POLICY, factsOf(), { changeable: ['customer', 'at', 'euros', 'nope', 'amount'] });
    expect(tried).toEqual(['amount']);
    expect(untried.map(({ fact }) => fact)).toEqual(['customer', 'at', 'euros', 'nope']);
    expect(untried[0]?.why).toContain('looks history up by it');
  });

  it('gives up at the limit and says so', () => {
    const result = findCounterfactual(POLICY, factsOf(), { changeable: ['channel', 'amount'], limit: 0 });
    expect(result).toMatchObject({ status: 'gave-up', judged: 0 });
  });

  it('looks for any other outcome where it is pass already', () => {
    const facts = factsOf({ request: { channel: 'shop' } });
    expect(findCounterfactual(POLICY, facts, { changeable: ['channel'] }).found).toMatchObject({ outcome: 'block' });
  });
});

describe('changeable facts of a flow', () => {
  it('must be there, once, and follow from nothing', () => {
    const changeable = ['amount', 'amuont', 'euros', 'customer', 'score', 'amount', 'payments1h'];
    expect(() => policyOf({ flow: { changeable } })).toThrow(
      /There is no request field or feature "amuont"[^]*"euros" follows[^]*looks history up by "customer"[^]*The score is no fact[^]*It stands in this list already/,
    );
    expect(policyOf({ flow: { changeable: ['amount', 'payments1h'] } }).flow.changeable).toEqual(['amount', 'payments1h']);
  });
});
