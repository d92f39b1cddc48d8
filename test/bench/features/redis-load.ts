import type { Catalogue, CounterEvent, CounterRead } from '@gavel/engine';
import { compileCatalogue, featureFileSchema, readsFor, requestEvent, type FactType, type FlowFile, type JsonObject } from '@gavel/engine';

/** The flow that is measured. */
export const LOAD_FLOW: FlowFile = {
  name: 'load',
  title: '',
  description: '',
  fields: { eventTime: 'eventTime', requestId: 'id', stickiness: 'customerId' },
  scoreTimeoutMs: 50,
  request: {},
  example: {},
};

const KEYS = ['customerId', 'cardId', 'deviceId', 'merchantId'];
const WINDOWS = ['10m', '1h', '24h', '7d', '30d'];
const AGGREGATES = [{ aggregate: 'count' }, { aggregate: 'sum', of: 'amount' }];

/** 40 features on 4 keys: count and sum over five windows each. */
export function loadCatalogue(): Catalogue {
  const features = KEYS.flatMap((key) =>
    WINDOWS.flatMap((window) =>
      AGGREGATES.map((one) => ({ name: `${key}${one.aggregate}${window}`, type: 'number', description: '', key, window, ...one })),
    ),
  );
  const types = new Map<string, FactType>([...KEYS.map((key) => [key, { kind: 'string' }] as const), ['amount', { kind: 'number' }]]);
  const checked = compileCatalogue(featureFileSchema.parse({ features }).features, LOAD_FLOW, types);
  if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
  return checked.value;
}

/** A payment and what is read for it. */
export interface Payment {
  readonly event: CounterEvent;
  readonly reads: readonly CounterRead[];
}

/** Payments of 20,000 customers with a card and, for every two, a device, at 2,000 merchants; one every 20 ms of event time. */
export function payment(catalogue: Catalogue, index: number): Payment {
  const customer = (index * 7919) % 20_011;
  const request: JsonObject = {
    id: `p${index}`,
    customerId: `c${customer}`,
    cardId: `k${customer}`,
    deviceId: `d${customer >> 1}`,
    merchantId: `m${(index * 104_729) % 2003}`,
    amount: ((index * 31) % 50_000) / 100,
  };
  const atMs = 1_772_000_000_000 + index * 20;
  return { event: requestEvent(catalogue, request, atMs), reads: readsFor(catalogue, request).counterReads };
}
