import type { Aggregate } from '../contract/feature-file.js';
import type { Scalar } from '../contract/json.js';
import type { CounterEvent, CounterRead, EventFilter, Position } from './counter-read.js';
import { haversineKm, speedKmh } from './haversine-km.js';
import { scalarOf } from './scalar-of.js';

/** What counters keep of an event under a key. */
export type KeptEvent = Pick<CounterEvent, 'id' | 'atMs' | 'values'>;

/** Events in order of time; the aggregate looks at `from` ≤ index < `to`. */
export interface EventSpan {
  readonly events: readonly KeptEvent[];
  readonly from: number;
  readonly to: number;
}

type Values = CounterEvent['values'];
type Value = Scalar | Position;

type Compute = (span: EventSpan, read: CounterRead, atMs: number) => Scalar | undefined;

const COMPUTE: Readonly<Record<Aggregate, Compute>> = {
  count: countOf,
  sum: numberOf,
  mean: numberOf,
  min: numberOf,
  max: numberOf,
  distinct: distinctOf,
  last: (span, read) => scalarOf(lastWith(span, read, (value) => scalarOf(value) !== undefined)?.values[read.of ?? '']),
  seen: (span, read) => read.current !== undefined && lastWith(span, read, (value) => value === read.current) !== undefined,
  sinceLast: (span, read, atMs) => {
    const last = lastWhere(span, read, () => true);
    return last === undefined ? undefined : (atMs - last.atMs) / 1000;
  },
  distance: movementOf,
  speed: movementOf,
};

/** One windowed value, exact, by a scan over the span. `undefined`: no event gives one. `atMs` is the current event's own time. */
export function aggregateOver(span: EventSpan, read: CounterRead, atMs: number): Scalar | undefined {
  return COMPUTE[read.aggregate](span, read, atMs);
}

function countOf({ events, from, to }: EventSpan, { where }: CounterRead): number {
  if (where === undefined) return to - from;
  const holds = filterOf(where);
  let count = 0;
  for (let index = from; index < to; index += 1) if (holds(valuesAt(events, index))) count += 1;
  return count;
}

/** All four in one loop: it costs no more than one of them. */
function numberOf({ events, from, to }: EventSpan, { aggregate, of = '', where }: CounterRead): number | undefined {
  const holds = where === undefined ? undefined : filterOf(where);
  let count = 0;
  let sum = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let index = from; index < to; index += 1) {
    const values = valuesAt(events, index);
    const value = values[of];
    if (typeof value !== 'number' || (holds !== undefined && !holds(values))) continue;
    count += 1;
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (aggregate === 'sum') return sum;
  if (count === 0) return undefined;
  if (aggregate === 'mean') return sum / count;
  return aggregate === 'min' ? min : max;
}

function distinctOf({ events, from, to }: EventSpan, { of = '', where }: CounterRead): number {
  const holds = where === undefined ? undefined : filterOf(where);
  const distinct = new Set<unknown>();
  for (let index = from; index < to; index += 1) {
    const values = valuesAt(events, index);
    const value = scalarOf(values[of]);
    if (value !== undefined && (holds === undefined || holds(values))) distinct.add(value);
  }
  return distinct.size;
}

function movementOf(span: EventSpan, read: CounterRead, atMs: number): number | undefined {
  const last = lastWith(span, read, isPosition);
  const position = last?.values[read.of ?? ''];
  if (last === undefined || !isPosition(position) || !isPosition(read.current)) return undefined;
  const distanceKm = haversineKm(position, read.current);
  return read.aggregate === 'distance' ? distanceKm : speedKmh(distanceKm, atMs - last.atMs);
}

/** The last event whose value of `of` suits. */
function lastWith(span: EventSpan, read: CounterRead, suits: (value: Value | undefined) => boolean): KeptEvent | undefined {
  const { of = '' } = read;
  return lastWhere(span, read, (values) => suits(values[of]));
}

function lastWhere({ events, from, to }: EventSpan, { where }: CounterRead, suits: (values: Values) => boolean): KeptEvent | undefined {
  const holds = where === undefined ? undefined : filterOf(where);
  for (let index = to - 1; index >= from; index -= 1) {
    const event = events[index];
    if (event !== undefined && suits(event.values) && (holds === undefined || holds(event.values))) return event;
  }
  return undefined;
}

const NO_VALUES: Values = {};

function valuesAt(events: readonly KeptEvent[], index: number): Values {
  return events[index]?.values ?? NO_VALUES;
}

const COMPARE: Readonly<Record<EventFilter['operator'], (value: unknown, bound: Scalar) => boolean>> = {
  equal: (value, bound) => value === bound,
  notEqual: (value, bound) => scalarOf(value) !== undefined && value !== bound,
  lessThan: ordered((value, bound) => value < bound),
  lessThanInclusive: ordered((value, bound) => value <= bound),
  greaterThan: ordered((value, bound) => value > bound),
  greaterThanInclusive: ordered((value, bound) => value >= bound),
};

/** Numbers only: text is never taken as a number. */
function ordered(holds: (value: number, bound: number) => boolean): (value: unknown, bound: Scalar) => boolean {
  return (value, bound) => typeof value === 'number' && typeof bound === 'number' && holds(value, bound);
}

/** An event without the fact does not pass: whether the comparison holds is unknown. */
function filterOf({ fact, operator, value: bound }: EventFilter): (values: Values) => boolean {
  const compare = COMPARE[operator];
  return (values) => compare(values[fact], bound);
}

function isPosition(value: Value | undefined): value is Position {
  return typeof value === 'object';
}
