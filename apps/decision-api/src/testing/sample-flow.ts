import { loadPolicy, type Policy } from '@gavel/engine';

const NAME_PATTERN = { type: 'string', minLength: 1, maxLength: 64, pattern: '^[!-~]+$' };

/** A small flow: a large payment and a third one within an hour go to review, and so does a score of 0.5. */
export function sampleFlowTexts(changes: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    'flow.json': JSON.stringify({
      name: 'sample',
      title: 'Sample payments',
      description: 'For tests.',
      fields: { eventTime: 'eventTime', requestId: 'paymentId', stickiness: 'customerId' },
      scoreTimeoutMs: 50,
      request: {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        additionalProperties: false,
        required: ['paymentId', 'eventTime', 'customerId', 'amount'],
        properties: {
          paymentId: NAME_PATTERN,
          eventTime: { type: 'string', format: 'date-time', maxLength: 40 },
          customerId: NAME_PATTERN,
          amount: { type: 'integer', minimum: 0, maximum: 1_000_000_000 },
        },
      },
      example: { paymentId: 'p-1', eventTime: '2026-01-02T03:04:05Z', customerId: 'c-1', amount: 1250 },
    }),
    'features.json': JSON.stringify({
      features: [
        { name: 'paymentsLastHour', type: 'number', description: 'Earlier payments.', key: 'customerId', window: '1h', aggregate: 'count' },
      ],
    }),
    'policy.json': JSON.stringify({
      model: { name: 'sample', champion: '1' },
      bands: [
        { from: 0, outcome: 'pass' },
        { from: 0.5, outcome: 'review', reason: 'HIGH_SCORE' },
      ],
      precedence: ['denyList', 'hardBlock', 'allowList', 'score', 'review', 'pass'],
      unknownRules: { block: 'review', review: 'review' },
      unknownReason: 'NOT_KNOWN',
      fallback: [{ name: 'otherwise', outcome: 'review', reason: 'NO_SCORE' }],
      lists: {},
      reasons: {
        HIGH_SCORE: 'The score is high',
        NOT_KNOWN: 'Something is not known',
        NO_SCORE: 'There is no score',
        LARGE: 'The amount is large',
        FREQUENT: 'Many payments within an hour',
      },
    }),
    'amount.rules.json': JSON.stringify({
      rules: [
        {
          name: 'large',
          conditions: { all: [{ fact: 'amount', operator: 'greaterThanInclusive', value: 100_000 }] },
          event: { type: 'review', params: { reason: 'LARGE' } },
        },
        {
          name: 'frequent',
          conditions: { all: [{ fact: 'paymentsLastHour', operator: 'greaterThanInclusive', value: 2 }] },
          event: { type: 'review', params: { reason: 'FREQUENT' } },
        },
      ],
    }),
    ...changes,
  };
}

/** The sample flow, loaded. */
export function samplePolicy(changes: Readonly<Record<string, string>> = {}): Policy {
  const loaded = loadPolicy(sampleFlowTexts(changes));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults, null, 2));
  return loaded.value;
}
