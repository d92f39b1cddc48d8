import type { FactType } from '@gavel/engine';
import type { DrawnRule } from '../rules/draw-rules.js';
import { filesOf } from '../rules/gavel.js';
import { drawPayment, PAYMENT_TYPES } from '../rules/payments.js';
import type { RandomNumbers } from '../rules/random-numbers.js';

const CASES = 40;

/** The folder of a flow of benchmark payments with these rules, without a model and with some cases. */
export function paymentsFlow(rules: readonly DrawnRule[], random: RandomNumbers): Record<string, string> {
  const properties = Object.fromEntries([...PAYMENT_TYPES].flatMap(([name, type]) => (name === 'score' ? [] : [[name, schemaOf(type)]])));
  const text = { type: 'string', maxLength: 60 };
  const request = {
    type: 'object',
    additionalProperties: false,
    required: ['paymentId', 'eventTime', 'customerId'],
    properties: { ...properties, eventTime: { ...text, format: 'date-time' }, customerId: text },
  };
  const flow = {
    name: 'payments',
    title: 'Payments',
    description: 'Drawn for a benchmark.',
    fields: { eventTime: 'eventTime', requestId: 'paymentId', stickiness: 'customerId' },
    scoreTimeoutMs: 50,
    request,
    example: drawRequest(random),
  };
  const files = filesOf(rules).map(({ file, text: rulesText }) => [`g${file}`, rulesText]);
  const cases = Array.from({ length: CASES }, (_, index) => ({
    name: `case ${index}`,
    request: drawRequest(random),
    // Of a thousand rules or more some that block always fire.
    expect: { outcome: 'block', reasons: ['R1'] },
  }));
  return {
    'flow.json': JSON.stringify(flow),
    'features.json': JSON.stringify({ features: [] }),
    'policy.json': JSON.stringify(POLICY),
    'cases/drawn.json': JSON.stringify({ cases }),
    ...Object.fromEntries(files),
  };
}

const POLICY = {
  bands: [],
  precedence: ['denyList', 'hardBlock', 'allowList', 'score', 'review', 'pass'],
  unknownRules: { block: 'review', review: 'review' },
  unknownReason: 'R1',
  fallback: [{ name: 'otherwise', outcome: 'review', reason: 'R1' }],
  lists: {},
  reasons: { R1: 'A reason' },
};

/** A payment as the flow's request. */
export function drawRequest(random: RandomNumbers): Record<string, unknown> {
  const { score: _score, ...payment } = drawPayment(random);
  return { ...payment, eventTime: '2026-05-04T11:59:00Z', customerId: `c-${random.below(1e6)}` };
}

function schemaOf(type: FactType): object {
  if (type.kind === 'array') return { type: 'array', maxItems: 20, items: type.of === undefined ? {} : schemaOf(type.of) };
  if (type.kind !== 'object') return type.kind === 'string' ? { type: 'string', maxLength: 60 } : { type: type.kind };
  const properties = Object.fromEntries(Object.entries(type.fields).map(([name, field]) => [name, schemaOf(field)]));
  return { type: 'object', additionalProperties: false, properties };
}
