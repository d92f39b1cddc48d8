import { judge, loadPolicy, type Policy, type RecordedDecision } from '@gavel/engine';
import { sampleFlow } from '@gavel/engine/testing';

const START_MS = Date.parse('2026-01-01T00:00:00Z');
const DAY_MS = 86_400_000;
const DAYS = 30;
const CUSTOMERS = 50_000;
const FIELDS = 24;
const COUNTRIES = ['DE', 'FR', 'PT', 'PL', 'IT', 'ES', 'NL', 'SE', 'AT', 'CZ'];

/** mulberry32: numbers in [0, 1), the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let drawn = Math.imul(state ^ (state >>> 15), 1 | state);
    drawn = (drawn + Math.imul(drawn ^ (drawn >>> 7), 61 | drawn)) ^ drawn;
    return ((drawn ^ (drawn >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A policy of `count` rules of three or four conditions, of which about one in twenty fires; `shift` moves its thresholds. */
export function policyOfRules(count: number, shift: number): Policy {
  const random = randomOf(7);
  const text = { type: 'string', minLength: 1, maxLength: 64 };
  const numbers = Object.fromEntries(Array.from({ length: FIELDS }, (_, at) => [`n${at}`, { type: 'integer', minimum: 0, maximum: 1000 }]));
  const request = {
    type: 'object',
    additionalProperties: false,
    required: ['id', 'at', 'customer', 'amount'],
    properties: {
      id: text,
      at: { type: 'string', format: 'date-time' },
      customer: text,
      card: text,
      country: text,
      amount: { type: 'integer', minimum: 0 },
      ...numbers,
    },
  };
  const rules = Array.from({ length: count }, (_, at) => ({
    name: `rule-${at}`,
    conditions: {
      all: [
        { fact: `n${at % FIELDS}`, operator: 'greaterThan', value: 550 + Math.floor(random() * 200) - shift },
        { fact: `n${(at * 7 + 3) % FIELDS}`, operator: 'lessThan', value: 300 + Math.floor(random() * 200) },
        { fact: 'country', operator: 'in', value: COUNTRIES.slice(at % 5, (at % 5) + 4) },
        ...(at % 2 === 0 ? [{ fact: 'amount', operator: 'greaterThan', value: Math.floor(random() * 200) }] : []),
      ],
    },
    event: { type: at % 10 === 0 ? 'block' : at % 10 < 7 ? 'review' : 'flag', params: { reason: 'MANY' } },
  }));
  const texts = { 'velocity.rules.json': JSON.stringify({ rules }) };
  const loaded = loadPolicy(sampleFlow({ flow: { request }, texts }));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults.slice(0, 3)));
  return loaded.value;
}

/** Decisions as `policy` would have recorded them, the same for the same seed. */
export function* generatedDecisions(policy: Policy, count: number, seed = 1): Generator<RecordedDecision> {
  const random = randomOf(seed);
  for (let at = 0; at < count; at += 1) {
    const isFraud = random() < 0.005;
    const numbers = Object.fromEntries(Array.from({ length: FIELDS }, (_, field) => [`n${field}`, Math.floor(random() * 1000)]));
    const request = {
      id: `r${at}`,
      at: '2026-01-01T00:00:00Z',
      customer: `c${Math.floor(random() * CUSTOMERS)}`,
      card: `k${at % 1000}`,
      country: COUNTRIES[Math.floor(random() * COUNTRIES.length)] ?? 'DE',
      amount: Math.floor(random() * 50_000),
      ...numbers,
    };
    const facts = {
      features: { payments1h: Math.floor(random() * 3), spent1h: 100, sinceLast: 60 },
      scores: { 'sample@1': isFraud ? random() : random() * 0.6 },
      missing: [],
      degraded: [],
    };
    const eventTimeMs = START_MS + Math.floor((at / count) * DAYS * DAY_MS);
    yield {
      record: {
        ask: {
          decisionId: `d${at}`,
          flow: 'sample',
          request,
          eventTimeMs,
          receivedAtMs: eventTimeMs,
          idempotencyKey: `d${at}`,
          bodyHash: 'a'.repeat(64),
        },
        policy: policy.hash,
        assignment: { role: 'champion', version: '1', shadows: [], flags: { source: 'file', ageMs: 5 }, notes: [] },
        facts,
        verdict: judge(policy, { request, ...facts }),
      },
      labels: [{ label: isFraud ? 'fraud' : 'genuine', occurredAt: '2026-02-10T00:00:00Z' }],
      shadowScores: {},
    };
  }
}
