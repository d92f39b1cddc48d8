import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Facts } from '../../contract/decision.js';
import type { JsonObject } from '../../contract/json.js';
import { judge } from '../../decision/judge.js';
import { deriveFeatures } from '../../features/derive-features.js';
import { readsFor } from '../../features/reads-for.js';
import { SAMPLE_FLOW } from '../../testing/sample-flow.js';
import { factsOf, POLICY, policyOf, PROPERTIES, REQUEST } from '../../testing/sample-orders.js';
import { findCounterfactual } from './find-counterfactual.js';

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
            reads.history.map(({ name }) => history[name]),
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
          properties: { ...PROPERTIES, currency: { type: 'string' } },
          required: [...SAMPLE_FLOW.request.required, 'currency'],
          if: { properties: { channel: { const: 'shop' } }, required: ['channel'] },
          // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema's own word
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
