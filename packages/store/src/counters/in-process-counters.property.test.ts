import { AGGREGATES, compileCatalogue, deriveFeatures, eventOf, featureFileSchema, readsFor } from '@gavel/engine';
import type { Catalogue, Counters, FactType, FlowFile, JsonObject } from '@gavel/engine';
import { FakeCounters } from '@gavel/engine/testing';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { InProcessCounters } from './in-process-counters.js';

/** Streams span days around windows of minutes to weeks, and no event is later than the day that counters wait for. */
const START_MS = Date.parse('2026-03-01T00:00:00Z');
const MOST_LATE_MS = 24 * 3_600_000;

const flow: FlowFile = {
  name: 'card-fraud',
  title: '',
  description: '',
  fields: { eventTime: 'eventTime', requestId: 'id', stickiness: 'cardId' },
  scoreTimeoutMs: 50,
  request: {},
  example: {},
};

const number: FactType = { kind: 'number' };
const types = new Map<string, FactType>([
  ['cardId', { kind: 'string' }],
  ['deviceId', { kind: 'string' }],
  ['amount', number],
  ['balance', number],
  ['channel', { kind: 'string' }],
  ['isOnline', { kind: 'boolean' }],
  ['geo', { kind: 'object', fields: { lat: number, lon: number } }],
]);

const OF: Readonly<Record<(typeof AGGREGATES)[number], readonly string[]>> = {
  count: [],
  sinceLast: [],
  sum: ['amount', 'share'],
  mean: ['amount', 'share'],
  min: ['amount', 'share'],
  max: ['amount', 'share'],
  distinct: ['amount', 'channel', 'deviceId', 'isOnline'],
  last: ['amount'],
  seen: ['amount', 'channel', 'deviceId', 'isOnline'],
  distance: ['geo'],
  speed: ['geo'],
};

const where = fc.oneof(
  fc.record({
    fact: fc.constantFrom('channel', 'deviceId'),
    operator: fc.constantFrom('equal', 'notEqual'),
    value: fc.constantFrom('a', 'b'),
  }),
  fc.record({ fact: fc.constant('isOnline'), operator: fc.constantFrom('equal', 'notEqual'), value: fc.boolean() }),
  fc.record({
    fact: fc.constantFrom('amount', 'share'),
    operator: fc.constantFrom('equal', 'notEqual', 'lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'),
    value: fc.constantFrom(-1, 0, 0.5, 2, 3),
  }),
);

const feature = fc.constantFrom(...AGGREGATES).chain((aggregate) =>
  fc.record(
    {
      type: fc.constant(aggregate === 'seen' ? 'boolean' : 'number'),
      description: fc.constant(''),
      key: fc.constantFrom('cardId', 'deviceId'),
      window: fc.constantFrom('30s', '10m', '1h', '24h', '7d', '30d'),
      aggregate: fc.constant(aggregate),
      ...(OF[aggregate].length === 0 ? {} : { of: fc.constantFrom(...OF[aggregate]) }),
      where,
    },
    { requiredKeys: ['type', 'description', 'key', 'window', 'aggregate', ...(OF[aggregate].length === 0 ? [] : (['of'] as const))] },
  ),
);

const catalogue = fc.array(feature, { minLength: 1, maxLength: 8 }).map((features): Catalogue => {
  const share = { name: 'share', type: 'number', description: '', from: 'ratio', of: ['amount', 'balance'] };
  const file = featureFileSchema.parse({ features: [share, ...features.map((entry, index) => ({ name: `f${index}`, ...entry }))] });
  const checked = compileCatalogue(file.features, flow, types);
  if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
  return checked.value;
});

const request = fc.record(
  {
    cardId: fc.constantFrom('1', '2'),
    deviceId: fc.constantFrom('a', 'b', 'c'),
    amount: fc.oneof(fc.constantFrom(-1, 0, 2, 3), fc.double({ min: -1e6, max: 1e6, noNaN: true })),
    balance: fc.constantFrom(0, 4, 0.1),
    channel: fc.constantFrom('a', 'b'),
    isOnline: fc.boolean(),
    geo: fc.record({ lat: fc.double({ min: -90, max: 90, noNaN: true }), lon: fc.double({ min: -180, max: 180, noNaN: true }) }),
  },
  { requiredKeys: [] },
);

/** Steps of time, some of them 0 and some of them days; lateness is taken off after that. */
const arrival = fc.record({
  stepMs: fc.oneof(fc.constantFrom(0, 0, 1000, 30_000, 600_000, 3_600_000), fc.nat(2 * MOST_LATE_MS)),
  lateMs: fc.oneof(fc.constant(0), fc.constant(0), fc.constantFrom(1, 30_000, 3_600_000), fc.nat(MOST_LATE_MS)),
  repeats: fc.constantFrom(1, 1, 1, 2),
  request,
});

interface Timed {
  readonly id: string;
  readonly atMs: number;
  readonly repeats: number;
  readonly request: JsonObject;
}

const stream = fc.array(arrival, { minLength: 1, maxLength: 120, size: 'max' }).map((arrivals): readonly Timed[] => {
  let nowMs = START_MS;
  return arrivals.map(({ stepMs, lateMs, repeats, request: sent }, index) => {
    nowMs += stepMs;
    return { id: `e${(index * 7919) % 1000}`, atMs: nowMs - lateMs, repeats, request: sent };
  });
});

/** What every event of the stream sees when it comes, with all that came before. */
async function answers(counters: Counters, features: Catalogue, events: readonly Timed[]): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  for (const event of events) {
    const reads = readsFor(features, event.request);
    seen.push(deriveFeatures(features, reads, await counters.read(flow.name, reads.counterReads, event.atMs)));
    for (let repeat = 0; repeat < event.repeats; repeat += 1) await counters.add(flow.name, eventOf(features, event));
  }
  return seen;
}

it('answers what a naive scan answers, on any catalogue and any stream out of order', async () => {
  await fc.assert(
    fc.asyncProperty(catalogue, stream, async (features, events) => {
      const counters = new InProcessCounters();
      expect(await answers(counters, features, events)).toEqual(await answers(new FakeCounters(), features, events));
      expect(counters.stats()).toMatchObject({ evictedKeys: 0, evictedEvents: 0 });
    }),
    { numRuns: 300 },
  );
});
