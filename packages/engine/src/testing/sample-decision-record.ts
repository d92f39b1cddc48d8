import type { Ask, DecisionRecord } from '../contract/decision.js';

/** What a test wants to differ from the sample: parts of the ask, or whole other parts of the record. */
export interface SampleDifference {
  readonly ask?: Partial<Ask>;
  readonly record?: Partial<Omit<DecisionRecord, 'ask'>>;
}

/** A decision record with every part filled in. The key defaults to the id's own, so two ids are two appends. */
export function sampleDecisionRecord(decisionId: string, { ask = {}, record = {} }: SampleDifference = {}): DecisionRecord {
  return {
    ask: {
      decisionId,
      flow: 'sample',
      request: {
        requestId: `request-${decisionId}`,
        amount: 1250,
        currency: 'EUR',
        merchant: { id: 'm-7', country: 'PT' },
        tags: ['a', 'b'],
      },
      eventTimeMs: 1_767_225_600_123,
      receivedAtMs: 1_767_225_600_456,
      idempotencyKey: `key-${decisionId}`,
      bodyHash: 'a'.repeat(64),
      ...ask,
    },
    policy: 'b'.repeat(64),
    assignment: { role: 'champion', version: '1', shadows: ['2'], flags: { source: 'file', ageMs: 12 }, notes: [] },
    model: { name: 'sample', version: '1', role: 'champion', digest: 'c'.repeat(64), backend: 'cpu', gpu: false },
    facts: {
      features: { amountEur: 12.5, count1h: 3, newDevice: true, lastCountry: 'PT' },
      scores: { 'sample@1': 0.123_456_789_012_3 },
      missing: [{ fact: 'speed', reason: 'no history' }],
      degraded: [],
    },
    verdict: {
      outcome: 'review',
      decidedBy: 'review',
      reasons: [{ code: 'MANY_SMALL', text: 'Many small payments', source: 'rule', rule: 'many-small' }],
      hits: [{ rule: 'many-small', asks: 'review', reason: 'MANY_SMALL', step: 'review' }],
      unknown: ['too-fast'],
      lists: [],
      score: 0.123_456_789_012_3,
    },
    timings: { gatherMs: 1.25, judgeMs: 0.031 },
    ...record,
  };
}
