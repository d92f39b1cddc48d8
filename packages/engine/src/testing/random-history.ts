import * as fc from 'fast-check';
import type { JsonObject, Scalar } from '../contract/json.js';
import type { Catalogue } from '../features/catalogue.js';
import { deriveFeatures, type DerivedFeatures } from '../features/derive-features.js';
import { eventOf } from '../features/event-of.js';
import { readsFor } from '../features/reads-for.js';
import type { Counters } from '../ports.js';
import { RANDOM_FLOW } from './random-catalogue.js';

/** Streams span days around windows of minutes to weeks, and no event is later than the day that counters wait for. */
const START_MS = Date.parse('2026-03-01T00:00:00Z');
const MOST_LATE_MS = 24 * 3_600_000;

/** What comes to counters: an event that asks, one that does not, or a label of the event that came at an earlier place. */
export type RandomArrival =
  | { readonly kind: 'ask' | 'add'; readonly id: string; readonly atMs: number; readonly request: JsonObject }
  | { readonly kind: 'label'; readonly place: number; readonly isPositive: boolean };

const request = fc.record(
  {
    cardId: fc.constantFrom('1', '2', '3'),
    deviceId: fc.constantFrom('a', 'b', 'c', 'd'),
    ip: fc.constantFrom('x', 'y'),
    amount: fc.oneof(
      fc.constantFrom(-1, 0, 2, 3),
      fc.integer({ min: -100_000, max: 100_000 }).map((cents) => cents / 100),
    ),
    balance: fc.constantFrom(0, 4, 0.1),
    channel: fc.constantFrom('a', 'b'),
    isOnline: fc.boolean(),
    geo: fc.record({ lat: fc.double({ min: -90, max: 90, noNaN: true }), lon: fc.double({ min: -180, max: 180, noNaN: true }) }),
  },
  { requiredKeys: [] },
);

/** How long a stream is, and how close its events. */
export interface StreamShape {
  readonly maxLength: number;
  /** Steps of seconds to minutes instead of hours to days: many events of a key fall into one window. */
  readonly isDense?: boolean;
}

const SPARSE_STEP = fc.oneof(fc.constantFrom(0, 0, 1000, 30_000, 600_000, 3_600_000), fc.nat(2 * MOST_LATE_MS));
const DENSE_STEP = fc.constantFrom(0, 1, 1000, 30_000, 300_000);
const LATENESS = fc.oneof(fc.constant(0), fc.constant(0), fc.constantFrom(1, 30_000, 3_600_000), fc.nat(MOST_LATE_MS));

/** Any stream: out of order, again, with labels of what came before. Some steps of time are 0; lateness is taken off after them. */
export function arbitraryArrivals({ maxLength, isDense = false }: StreamShape): fc.Arbitrary<readonly RandomArrival[]> {
  const drawn = fc.record({
    stepMs: isDense ? DENSE_STEP : SPARSE_STEP,
    lateMs: LATENESS,
    kind: fc.constantFrom('ask', 'ask', 'ask', 'add', 'again', 'label'),
    place: fc.nat(),
    isPositive: fc.boolean(),
    request,
  });
  const minLength = isDense ? maxLength : 1;
  return fc.array(drawn, { minLength, maxLength, size: 'max' }).map((steps) => {
    let nowMs = START_MS;
    const arrivals: RandomArrival[] = [];
    steps.forEach(({ stepMs, lateMs, kind, place, isPositive, request: sent }, index) => {
      nowMs += stepMs;
      const before = arrivals[place % Math.max(1, arrivals.length)];
      if (kind === 'again' && before !== undefined) arrivals.push(before);
      else if (kind === 'label' && before !== undefined) arrivals.push({ kind, place: place % arrivals.length, isPositive });
      else arrivals.push({ kind: kind === 'add' ? kind : 'ask', id: `e${(index * 7919) % 100_003}`, atMs: nowMs - lateMs, request: sent });
    });
    return arrivals;
  });
}

/** What every event of the stream that asks is told, with all that came before. */
export async function answersTo(
  counters: Counters,
  catalogue: Catalogue,
  arrivals: readonly RandomArrival[],
): Promise<readonly DerivedFeatures[]> {
  const told: DerivedFeatures[] = [];
  for (const arrival of arrivals) {
    if (arrival.kind === 'label') {
      const labelled = arrivals[arrival.place];
      if (labelled === undefined || labelled.kind === 'label') continue;
      const { id, atMs, keys, links = {} } = eventOf(catalogue, labelled);
      await counters.label(RANDOM_FLOW.name, { eventId: id, atMs, keys, links, isPositive: arrival.isPositive });
      continue;
    }
    const event = eventOf(catalogue, arrival);
    if (arrival.kind === 'add') {
      await counters.add(RANDOM_FLOW.name, event);
      continue;
    }
    const reads = readsFor(catalogue, arrival.request);
    const { values } = await counters.observe(RANDOM_FLOW.name, event, reads.counterReads);
    told.push(deriveFeatures(catalogue, reads, values));
  }
  return told;
}

/** Sums in another order differ by rounding. */
const TOLERANCE = 1e-9;

/** Where two rows of answers differ, in words; undefined: nowhere but for rounding. */
export function differenceOf(got: readonly DerivedFeatures[], expected: readonly DerivedFeatures[]): string | undefined {
  if (got.length !== expected.length) return `${got.length} answers instead of ${expected.length}`;
  for (const [index, wanted] of expected.entries()) {
    const names = new Set([...Object.keys(wanted.features), ...Object.keys(got[index]?.features ?? {})]);
    for (const name of names) {
      const [value, other] = [got[index]?.features[name], wanted.features[name]];
      if (!isSame(value, other)) return `answer ${index}: ${name} is ${String(value)} instead of ${String(other)}`;
    }
    if (JSON.stringify(got[index]?.missing) !== JSON.stringify(wanted.missing)) return `answer ${index}: other features are missing`;
  }
  return undefined;
}

function isSame(one: Scalar | undefined, other: Scalar | undefined): boolean {
  if (typeof one !== 'number' || typeof other !== 'number') return one === other;
  return Math.abs(one - other) <= TOLERANCE * Math.max(1, Math.abs(one), Math.abs(other));
}
