import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../decision/judge.js';
import { loadPolicy } from '../policy/load-policy.js';
import type { Policy } from '../policy/policy.js';
import type { RecordedDecision } from '../ports.js';
import { SAMPLE_RULES, sampleFlow } from '../testing/sample-flow.js';
import { createBacktest, type Backtest } from './create-backtest.js';

const START_MS = Date.parse('2026-03-01T12:00:00Z');
const DAY_MS = 86_400_000;

function policyWith(texts: Readonly<Record<string, string>> = {}): Policy {
  const loaded = loadPolicy(sampleFlow({ texts }));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  return loaded.value;
}

const CURRENT = policyWith();
const CANDIDATE = policyWith({
  'velocity.rules.json': JSON.stringify({
    rules: [
      ...SAMPLE_RULES.rules.slice(1),
      {
        name: 'large',
        conditions: { all: [{ fact: 'amount', operator: 'greaterThan', value: 500 }] },
        event: { type: 'block', params: { reason: 'MANY' } },
      },
      {
        name: 'soon',
        conditions: { all: [{ fact: 'payments1h', operator: 'greaterThan', value: 1 }] },
        event: { type: 'review', params: { reason: 'MANY' } },
      },
    ],
  }),
});

/** All that tallies look at, drawn; amounts with cents, for sums of those depend on their order when they are made carelessly. */
const decisions: fc.Arbitrary<RecordedDecision[]> = fc
  .array(
    fc.record({
      customer: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      amount: fc.option(
        fc.integer({ min: -100_000, max: 100_000 }).map((cents) => cents / 100),
        { nil: undefined },
      ),
      payments1h: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
      card: fc.constantFrom('k1', 'k9'),
      score: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
      day: fc.integer({ min: 0, max: 40 }),
      label: fc.constantFrom('fraud', 'genuine', undefined),
      flow: fc.constantFrom('sample', 'sample', 'sample', 'other'),
      policy: fc.constantFrom(CURRENT.hash, CURRENT.hash, 'gone', 'lost'),
      isReworded: fc.boolean(),
    }),
    { maxLength: 120 },
  )
  .map((drawn) =>
    drawn.map(({ customer, amount, payments1h, card, score, day, label, flow, policy, isReworded }, at) => {
      const decisionId = `d${at}`;
      const request = { id: decisionId, at: '2026-03-01T12:00:00Z', customer, card, ...(amount === undefined ? {} : { amount }) };
      const facts = {
        features: { spent1h: 0, ...(payments1h === undefined ? {} : { payments1h }) },
        scores: score === undefined ? {} : { 'sample@1': score },
        missing: [],
        degraded: [],
      };
      const verdict = judge(CURRENT, { request, ...facts });
      const eventTimeMs = START_MS + day * DAY_MS;
      const ask = { decisionId, flow, request, eventTimeMs, receivedAtMs: START_MS, idempotencyKey: decisionId, bodyHash: '' };
      const assignment = { role: 'champion', version: '1', shadows: [], flags: { source: 'none', ageMs: 0 }, notes: [] } as const;
      return {
        record: { ask, policy, assignment, facts, verdict: isReworded ? { ...verdict, decidedBy: 'pass' } : verdict },
        labels: label === undefined ? [] : [{ label, occurredAt: '2026-03-05T00:00:00Z' }],
        shadowScores: {},
      };
    }),
  );

function backtest(): Backtest {
  return createBacktest({
    candidate: CANDIDATE,
    recorded: new Map([[CURRENT.hash, CURRENT]]),
    asOfMs: START_MS + 60 * DAY_MS,
    labelAgeDays: 30,
    presumeGenuine: false,
    replicates: 40,
  });
}

describe('parts of a backtest', () => {
  it('add up to exactly the report of one backtest, however the decisions are dealt out', () => {
    fc.assert(
      fc.property(decisions, fc.infiniteStream(fc.nat({ max: 3 })), (all, lanes) => {
        const whole = backtest();
        all.forEach((decision) => whole.add(decision));
        const parts = [backtest(), backtest(), backtest(), backtest()];
        all.forEach((decision, place) => parts[Number(lanes.next().value)]!.add(decision, place));
        const [first, ...others] = parts;
        for (const other of others.toReversed()) first!.merge(structuredClone(other.part()));
        expect(JSON.stringify(first!.finish())).toBe(JSON.stringify(whole.finish()));
      }),
      { numRuns: 60 },
    );
  });

  it('of the same decisions in another order are the same, but for which of the differing are named', () => {
    fc.assert(
      fc.property(decisions, (all) => {
        const [one, other] = [backtest(), backtest()];
        all.forEach((decision, place) => one.add(decision, place));
        all.toReversed().forEach((decision, at) => other.add(decision, all.length - 1 - at));
        expect(JSON.stringify(other.finish())).toBe(JSON.stringify(one.finish()));
      }),
      { numRuns: 60 },
    );
  });
});
