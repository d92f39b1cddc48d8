import { compileCatalogue, featureFileSchema, type Catalogue, type FactType, type FlowFile, type JsonObject } from '@gavel/engine';
import { RandomNumbers } from '../rules/random-numbers.js';

/** The flow that the forty features belong to. */
export const FORTY_FLOW: FlowFile = {
  name: 'payments',
  title: '',
  description: '',
  fields: { eventTime: 'eventTime', requestId: 'id', stickiness: 'customerId' },
  scoreTimeoutMs: 50,
  request: {},
  example: {},
};

const KEYS = ['customerId', 'cardId', 'deviceId', 'merchantId'];
const TEXTS = ['id', 'eventTime', ...KEYS, 'country', 'category'];

/** Ten for each of four keys: five windows, nine aggregates, one of them filtered. */
export function fortyFeatures(): Catalogue {
  const features = KEYS.flatMap((key) => {
    const other = key === 'merchantId' ? 'customerId' : 'merchantId';
    return [
      { aggregate: 'count', window: '1h' },
      { aggregate: 'count', window: '24h' },
      { aggregate: 'sum', of: 'amount', window: '1h' },
      { aggregate: 'sum', of: 'amount', window: '24h' },
      { aggregate: 'mean', of: 'amount', window: '30d' },
      { aggregate: 'max', of: 'amount', window: '30d' },
      { aggregate: 'stddev', of: 'amount', window: '7d' },
      { aggregate: 'distinct', of: other, window: '24h' },
      { aggregate: 'distinct', of: 'country', window: '7d' },
      { aggregate: 'count', window: '10m', where: { fact: 'amount', operator: 'lessThan', value: 5 } },
    ].map((one, index) => ({ name: `${key}${index}`, type: 'number', description: '', key, ...one }));
  });
  const types = new Map<string, FactType>([['amount', { kind: 'number' }]]);
  for (const name of TEXTS) types.set(name, { kind: 'string' });
  const checked = compileCatalogue(featureFileSchema.parse({ features }).features, FORTY_FLOW, types);
  if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
  return checked.value;
}

/** How busy the payments are. */
export interface PaymentsOptions {
  readonly events: number;
  readonly customers: number;
  readonly merchants: number;
  readonly days: number;
}

/** A payment as it is asked about, at its own time. */
export interface BenchPayment {
  readonly atMs: number;
  readonly request: JsonObject;
}

const START_MS = Date.parse('2026-01-01T00:00:00Z');
const COUNTRIES = ['DE', 'DE', 'DE', 'FR', 'NL', 'PL', 'IT', 'ES', 'AT', 'US'];

/** Payments in order of time: few customers pay often, and merchants are more unequal still. */
export function* payments(seed: number, { events, customers, merchants, days }: PaymentsOptions): Generator<BenchPayment> {
  const random = new RandomNumbers(seed);
  const skewed = (below: number): number => Math.floor(random.next() ** 2 * below);
  for (let index = 0; index < events; index += 1) {
    const atMs = START_MS + Math.floor((index / events) * days * 86_400_000);
    const customer = skewed(customers);
    const request = {
      id: `p${index}`,
      eventTime: '',
      customerId: `customer-${customer}`,
      cardId: `card-${customer}-${random.below(2)}`,
      deviceId: `device-${customer}-${random.below(3)}`,
      merchantId: `merchant-${skewed(merchants)}`,
      country: random.pick(COUNTRIES),
      amount: Math.round(Math.exp(random.next() * 6) * 100) / 100,
    };
    yield { atMs, request };
  }
}
