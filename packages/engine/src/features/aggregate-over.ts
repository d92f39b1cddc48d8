import type { Scalar } from '../contract/json.js';
import type { CounterEvent, CounterRead, EventFilter, Position } from './counter-read.js';
import { haversineKm, speedKmh } from './haversine-km.js';

/** What counters keep of an event under a key. */
export type KeptEvent = Pick<CounterEvent, 'id' | 'atMs' | 'values'>;

/** Events in order of time; the aggregate looks at `from` ≤ index < `to`. */
export interface EventSpan {
  readonly events: readonly KeptEvent[];
  readonly from: number;
  readonly to: number;
}

type Values = CounterEvent['values'];

/** One windowed value, exact, by a scan over the span. `undefined`: no event gives one. `atMs` is the current event's own time. */
export function aggregateOver(span: EventSpan, read: CounterRead, atMs: number): Scalar | undefined {
  switch (read.aggregate) {
    case 'count':
      return countOf(span, read);
    case 'sum':
    case 'mean':
    case 'min':
    case 'max':
      return numberOf(span, read);
    case 'distinct':
      return distinctOf(span, read);
    case 'last':
      return scalarOf(lastWith(span, read)?.values[read.of ?? '']);
    case 'seen':
      return read.current !== undefined && lastWhere(span, read, (values) => values[read.of ?? ''] === read.current) !== undefined;
    case 'sinceLast': {
      const last = lastWhere(span, read, () => true);
      return last === undefined ? undefined : (atMs - last.atMs) / 1000;
    }
    case 'distance':
    case 'speed':
      return movementOf(span, read, atMs);
  }
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
  const last = lastWith(span, read);
  const position = last?.values[read.of ?? ''];
  if (last === undefined || !isPosition(position) || !isPosition(read.current)) return undefined;
  const distanceKm = haversineKm(position, read.current);
  return read.aggregate === 'distance' ? distanceKm : speedKmh(distanceKm, atMs - last.atMs);
}

/** The last event that has a value of `of`. */
function lastWith(span: EventSpan, read: CounterRead): KeptEvent | undefined {
  const { of } = read;
  return of === undefined ? undefined : lastWhere(span, read, (values) => Object.hasOwn(values, of));
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

/** An event without the fact does not pass: whether the comparison holds is unknown. */
function filterOf({ fact, operator, value: bound }: EventFilter): (values: Values) => boolean {
  const ordered = (holds: (value: number, limit: number) => boolean) => (values: Values): boolean => {
    const value = values[fact];
    return typeof value === 'number' && typeof bound === 'number' && holds(value, bound);
  };
  switch (operator) {
    case 'equal':
      return (values) => values[fact] === bound;
    case 'notEqual':
      return (values) => scalarOf(values[fact]) !== undefined && values[fact] !== bound;
    case 'lessThan':
      return ordered((value, limit) => value < limit);
    case 'lessThanInclusive':
      return ordered((value, limit) => value <= limit);
    case 'greaterThan':
      return ordered((value, limit) => value > limit);
    case 'greaterThanInclusive':
      return ordered((value, limit) => value >= limit);
  }
}

function scalarOf(value: unknown): Scalar | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

function isPosition(value: Scalar | Position | undefined): value is Position {
  return typeof value === 'object';
}
