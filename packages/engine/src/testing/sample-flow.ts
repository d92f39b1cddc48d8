import type { PolicyFile } from '../contract/policy-file.js';

const text = { type: 'string', minLength: 1, maxLength: 64 };

/** The request schema, fields and example of the sample flow. */
export const SAMPLE_FLOW = {
  name: 'sample',
  title: 'Sample',
  description: 'A small flow for tests.',
  fields: { eventTime: 'at', requestId: 'id', stickiness: 'customer' },
  scoreTimeoutMs: 50,
  request: {
    type: 'object',
    additionalProperties: false,
    required: ['id', 'at', 'customer', 'amount'],
    properties: {
      id: text,
      at: { type: 'string', format: 'date-time' },
      customer: text,
      card: text,
      amount: { type: 'integer', minimum: 0 },
    },
  },
  example: { id: 'r1', at: '2026-03-01T12:00:00Z', customer: 'c1', card: 'k1', amount: 100 },
};

export const SAMPLE_FEATURES = {
  features: [
    {
      name: 'payments1h',
      type: 'number',
      description: 'Payments of the customer in an hour.',
      key: 'customer',
      window: '1h',
      aggregate: 'count',
    },
    { name: 'spent1h', type: 'number', description: 'Spent in an hour.', key: 'customer', window: '1h', aggregate: 'sum', of: 'amount' },
    { name: 'sinceLast', type: 'number', description: 'Seconds since the last.', key: 'customer', window: '1h', aggregate: 'sinceLast' },
  ],
};

export const SAMPLE_POLICY = {
  model: { name: 'sample', champion: '1' },
  bands: [
    { from: 0, outcome: 'pass' },
    { from: 0.5, outcome: 'review', reason: 'SCORE' },
    { from: 0.9, outcome: 'block', reason: 'SCORE' },
  ],
  precedence: ['denyList', 'hardBlock', 'allowList', 'score', 'review', 'pass'],
  unknownRules: { block: 'review', review: 'ignore' },
  unknownReason: 'UNSURE',
  fallback: [
    { name: 'small', conditions: { all: [{ fact: 'amount', operator: 'lessThan', value: 50 }] }, outcome: 'pass', reason: 'NO_SCORE' },
    { name: 'rest', outcome: 'review', reason: 'NO_SCORE' },
  ],
  lists: { 'stolen-cards': { file: 'lists/stolen-cards.csv', field: 'card' } },
  reasons: {
    SCORE: 'Unusual.',
    UNSURE: 'Not all could be checked.',
    NO_SCORE: 'No score.',
    MANY: 'Many payments.',
    STOLEN: 'Stolen card.',
  },
} satisfies PolicyFile;

export const SAMPLE_RULES = {
  rules: [
    {
      name: 'many-payments',
      conditions: { all: [{ fact: 'payments1h', operator: 'greaterThanInclusive', value: 3 }] },
      event: { type: 'review', params: { reason: 'MANY' } },
    },
    {
      name: 'stolen-card',
      conditions: { all: [{ fact: 'lists', operator: 'contains', value: 'stolen-cards' }] },
      event: { type: 'block', params: { reason: 'STOLEN', step: 'denyList' } },
    },
  ],
};

/** What to change in the sample flow: members of its files (they replace), or whole texts by path. */
export interface SampleChanges {
  readonly flow?: Readonly<Record<string, unknown>>;
  readonly policy?: Readonly<Record<string, unknown>>;
  readonly texts?: Readonly<Record<string, string>>;
}

/** The files of a small flow that loads, with changes. */
export function sampleFlow({ flow, policy, texts }: SampleChanges = {}): Record<string, string> {
  return {
    'flow.json': JSON.stringify({ ...SAMPLE_FLOW, ...flow }, undefined, 2),
    'features.json': JSON.stringify(SAMPLE_FEATURES, undefined, 2),
    'policy.json': JSON.stringify({ ...SAMPLE_POLICY, ...policy }, undefined, 2),
    'velocity.rules.json': JSON.stringify(SAMPLE_RULES, undefined, 2),
    'lists/stolen-cards.csv': 'value,note\nk9,"reported, 2026-02-01"\n',
    ...texts,
  };
}
