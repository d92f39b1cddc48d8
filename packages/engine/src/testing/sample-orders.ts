import type { Facts } from '../contract/decision.js';
import { faultLine } from '../contract/fault.js';
import type { JsonObject } from '../contract/json.js';
import { loadPolicy } from '../policy/load-policy.js';
import type { Policy } from '../policy/policy.js';
import { SAMPLE_FEATURES, SAMPLE_FLOW, SAMPLE_POLICY, sampleFlow } from './sample-flow.js';

/** The fields of an order. */
export const PROPERTIES = {
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

/** A flow for orders with rules of every shape, loaded. */
export function policyOf(changes: { readonly flow?: object } = {}): Policy {
  const flow = {
    ...SAMPLE_FLOW,
    currencies: { base: 'EUR', rates: { EUR: { decimals: 2, rate: 1 } } },
    request: {
      ...SAMPLE_FLOW.request,
      title: 'Order',
      properties: { ...PROPERTIES, currency: { type: 'string' } },
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

/** That flow as it is. */
export const POLICY = policyOf();
/** An order from the web, of 800 euros. */
export const REQUEST: JsonObject = {
  id: 'r1',
  at: '2026-03-01T12:00:00Z',
  customer: 'c1',
  card: 'k1',
  amount: 80_000,
  currency: 'EUR',
  channel: 'web',
  country: 'NL',
};

/** The facts of that order, with changes. */
export function factsOf(change: { readonly request?: JsonObject; readonly features?: object; readonly rest?: Partial<Facts> } = {}): Facts {
  const features = { euros: 800, payments1h: 8, spent1h: 160_000, sinceLast: 60, mean1h: 20_000, toMean: 4, ...change.features };
  const request = { ...REQUEST, ...change.request };
  return { request, features, scores: { 'sample@1': 0.2 }, missing: [], degraded: [], ...change.rest };
}
