import type { Aggregate } from '../contract/feature-file.js';
import type { Scalar } from '../contract/json.js';
import type { CounterRead, EventFilter, Position } from './counter-read.js';
import type { Column } from './event-columns.js';
import { haversineKm, speedKmh } from './haversine-km.js';
import { scalarOf } from './scalar-of.js';

/** Events in order of time. */
export interface EventSource {
  timeAt(index: number): number | undefined;
  column(field: string): Column;
}

/** The events at `from` ≤ index < `to`. */
export interface EventSpan {
  readonly events: EventSource;
  readonly from: number;
  readonly to: number;
}

type Compute = (span: EventSpan, read: CounterRead, atMs: number) => Scalar | undefined;
type Keeps = (index: number) => boolean;

const COMPUTE: Readonly<Record<Aggregate, Compute>> = {
  count: countOf,
  sum: numberOf,
  mean: numberOf,
  min: numberOf,
  max: numberOf,
  distinct: distinctOf,
  last: lastOf,
  seen: seenOf,
  sinceLast: sinceLastOf,
  distance: movementOf,
  speed: movementOf,
};

/** One windowed value, exact, by a scan over the span. `undefined`: no event gives one. `atMs` is the current event's own time. */
export function aggregateOver(span: EventSpan, read: CounterRead, atMs: number): Scalar | undefined {
  return COMPUTE[read.aggregate](span, read, atMs);
}

function countOf(span: EventSpan, { where }: CounterRead): number {
  const { from, to } = span;
  if (where === undefined) return to - from;
  const keeps = filterOf(span, where);
  let count = 0;
  for (let index = from; index < to; index += 1) if (keeps(index)) count += 1;
  return count;
}

/** All four in one loop: it costs no more than one of them. */
function numberOf(span: EventSpan, { aggregate, of = '', where }: CounterRead): number | undefined {
  const column = span.events.column(of);
  const keeps = where === undefined ? undefined : filterOf(span, where);
  let count = 0;
  let sum = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let index = span.from; index < span.to; index += 1) {
    const value = column[index];
    if (typeof value !== 'number' || Number.isNaN(value) || (keeps !== undefined && !keeps(index))) continue;
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

function distinctOf(span: EventSpan, { of = '', where }: CounterRead): number {
  const column = span.events.column(of);
  const keeps = where === undefined ? undefined : filterOf(span, where);
  const distinct = new Set<unknown>();
  for (let index = span.from; index < span.to; index += 1) {
    const value = column[index];
    if (scalarOf(value) !== undefined && (keeps === undefined || keeps(index))) distinct.add(value);
  }
  return distinct.size;
}

function lastOf(span: EventSpan, { of = '', where }: CounterRead): Scalar | undefined {
  const column = span.events.column(of);
  return scalarOf(column[lastIndex(span, where, (index) => scalarOf(column[index]) !== undefined)]);
}

function seenOf(span: EventSpan, { of = '', where, current }: CounterRead): boolean {
  const column = span.events.column(of);
  return current !== undefined && lastIndex(span, where, (index) => column[index] === current) >= 0;
}

function sinceLastOf(span: EventSpan, { where }: CounterRead, atMs: number): number | undefined {
  const lastMs = span.events.timeAt(lastIndex(span, where, () => true));
  return lastMs === undefined ? undefined : (atMs - lastMs) / 1000;
}

function movementOf(span: EventSpan, { aggregate, of = '', where, current }: CounterRead, atMs: number): number | undefined {
  const column = span.events.column(of);
  const last = lastIndex(span, where, (index) => isPosition(column[index]));
  const position = column[last];
  const lastMs = span.events.timeAt(last);
  if (lastMs === undefined || !isPosition(position) || !isPosition(current)) return undefined;
  const distanceKm = haversineKm(position, current);
  return aggregate === 'distance' ? distanceKm : speedKmh(distanceKm, atMs - lastMs);
}

/** Index of the last event that suits, or −1. */
function lastIndex(span: EventSpan, where: EventFilter | undefined, suits: Keeps): number {
  const keeps = where === undefined ? undefined : filterOf(span, where);
  for (let index = span.to - 1; index >= span.from; index -= 1) {
    if (suits(index) && (keeps === undefined || keeps(index))) return index;
  }
  return -1;
}

const COMPARE: Readonly<Record<EventFilter['operator'], (value: unknown, bound: Scalar) => boolean>> = {
  equal: (value, bound) => value === bound,
  notEqual: (value, bound) => scalarOf(value) !== undefined && value !== bound,
  lessThan: ordered((value, bound) => value < bound),
  lessThanInclusive: ordered((value, bound) => value <= bound),
  greaterThan: ordered((value, bound) => value > bound),
  greaterThanInclusive: ordered((value, bound) => value >= bound),
};

/** Numbers only: text is never taken as a number. NaN, an absent value, is in no order. */
function ordered(holds: (value: number, bound: number) => boolean): (value: unknown, bound: Scalar) => boolean {
  return (value, bound) => typeof value === 'number' && typeof bound === 'number' && holds(value, bound);
}

/** An event without the fact does not pass: whether the comparison holds is unknown. */
function filterOf(span: EventSpan, { fact, operator, value: bound }: EventFilter): Keeps {
  const facts = span.events.column(fact);
  const compare = COMPARE[operator];
  return (index) => compare(facts[index], bound);
}

function isPosition(value: Scalar | Position | undefined): value is Position {
  return typeof value === 'object';
}
