import type { Scalar } from '../contract/json.js';
import { asDecimal } from '../features/as-decimal.js';
import {
  hubLinksOf,
  isGroupRead,
  type CounterEvent,
  type CounterRead,
  type EventLabel,
  type GroupRead,
  type WindowRead,
} from '../features/counter-read.js';
import { haversineKm, speedKmh } from '../features/haversine-km.js';
import { textHash } from '../features/packed-value.js';
import type { Counters, Observed } from '../ports.js';

type Arrival = { readonly event: CounterEvent } | { readonly label: EventLabel };

/** An event, and whether it is known to be fraud. */
interface Seen {
  readonly event: CounterEvent;
  readonly isPositive: boolean;
}

/** Counters by a naive scan over all that ever arrived: slow, and so plain that others are measured against it. */
export class FakeCounters implements Counters {
  readonly #arrivals = new Map<string, Arrival[]>();

  async observe(flow: string, event: CounterEvent, reads: readonly CounterRead[]): Promise<Observed> {
    const sequence = this.#arrive(flow, { event });
    const arrivals = this.#arrivals.get(flow) ?? [];
    return { values: valuesOver(arrivals, event, reads), sequence };
  }

  async add(flow: string, event: CounterEvent): Promise<number> {
    return this.#arrive(flow, { event });
  }

  async label(flow: string, label: EventLabel): Promise<number> {
    return this.#arrive(flow, { label });
  }

  #arrive(flow: string, arrival: Arrival): number {
    const arrivals = this.#arrivals.get(flow) ?? [];
    this.#arrivals.set(flow, arrivals);
    return arrivals.push(arrival);
  }
}

function valuesOver(arrivals: readonly Arrival[], current: CounterEvent, reads: readonly CounterRead[]): (Scalar | undefined)[] {
  const seen = seenOf(arrivals);
  return reads.map((read) => {
    if (isGroupRead(read)) return groupValue(arrivals, read, current.atMs);
    const events = seen.filter(
      (one) => isInWindow(one.event, read, current) && holds(one.event, read.aggregate === 'streak' ? undefined : read.where),
    );
    return valueOf(events, read, current.atMs);
  });
}

/** Each event once, with its last label, in order of time. */
function seenOf(arrivals: readonly Arrival[]): readonly Seen[] {
  const seen = new Map<string, Seen>();
  const nameOf = (id: string, atMs: number): string => `${atMs}/${id}`;
  for (const arrival of arrivals) {
    if ('event' in arrival) {
      const name = nameOf(arrival.event.id, arrival.event.atMs);
      if (!seen.has(name)) seen.set(name, { event: arrival.event, isPositive: false });
      continue;
    }
    const { eventId, atMs, isPositive } = arrival.label;
    const known = seen.get(nameOf(eventId, atMs));
    if (known !== undefined) seen.set(nameOf(eventId, atMs), { ...known, isPositive });
  }
  return [...seen.values()].toSorted((a, b) => a.event.atMs - b.event.atMs || textHash(a.event.id) - textHash(b.event.id));
}

function isInWindow(event: CounterEvent, read: WindowRead, current: CounterEvent): boolean {
  const endMs = current.atMs - read.delayMs;
  const isCurrent = event.id === current.id && event.atMs === current.atMs;
  return (
    event.keys[read.keyField] === read.key &&
    event.atMs > endMs - read.windowMs &&
    event.atMs <= endMs &&
    (read.includesCurrent || !isCurrent)
  );
}

function holds(event: CounterEvent, where: WindowRead['where']): boolean {
  if (where === undefined) return true;
  const value = event.values[where.fact];
  if (value === undefined || typeof value !== typeof where.value) return false;
  const { operator, value: bound } = where;
  if (operator === 'equal' || operator === 'notEqual') return (value === bound) === (operator === 'equal');
  if (value === bound) return operator.endsWith('Inclusive');
  return value < bound === operator.startsWith('lessThan');
}

function valueOf(seen: readonly Seen[], read: WindowRead, atMs: number): Scalar | undefined {
  const events = seen.map(({ event }) => event);
  const withValue = events.flatMap(({ values }) => (read.of !== undefined && values[read.of] !== undefined ? [values[read.of]] : []));
  const numbers = withValue.filter((value) => typeof value === 'number');
  switch (read.aggregate) {
    case 'count':
      return events.length;
    case 'distinct':
      return new Set(withValue).size;
    case 'seen':
      return withValue.some((value) => value === read.current);
    case 'last':
      return withValue.findLast((value) => typeof value !== 'object');
    case 'sinceLast':
      return events.length === 0 ? undefined : (atMs - (events.at(-1)?.atMs ?? 0)) / 1000;
    case 'streak':
      return events.length - 1 - events.findLastIndex((event) => !holds(event, read.where));
    case 'fraudShare':
      return seen.length === 0 ? 0 : seen.filter(({ isPositive }) => isPositive).length / seen.length;
    case 'distance':
    case 'speed':
      return movement(events, read, atMs);
    default:
      return numberOf(numbers, read);
  }
}

function numberOf(numbers: readonly number[], { aggregate, current }: WindowRead): number | undefined {
  const sum = numbers.reduce((total, value) => total + value, 0);
  if (aggregate === 'sum') return asDecimal(sum);
  if (numbers.length === 0) return undefined;
  const mean = sum / numbers.length;
  const deviation = Math.sqrt(numbers.reduce((total, value) => total + (value - mean) ** 2, 0) / numbers.length);
  const spread = deviation > 1e-9 * Math.abs(mean) ? deviation : 0;
  const now = typeof current === 'number' ? current : Number.NaN;
  switch (aggregate) {
    case 'mean':
      return asDecimal(mean);
    case 'min':
      return Math.min(...numbers);
    case 'max':
      return Math.max(...numbers);
    case 'stddev':
      return spread;
    case 'quantile':
      return numbers.filter((value) => value <= now).length / numbers.length;
    default:
      return spread === 0 ? undefined : (now - mean) / spread;
  }
}

function movement(events: readonly CounterEvent[], { of = '', current, aggregate }: WindowRead, atMs: number): number | undefined {
  const last = events.findLast((event) => typeof event.values[of] === 'object');
  const position = last?.values[of];
  if (last === undefined || typeof position !== 'object' || typeof current !== 'object') return undefined;
  const km = haversineKm(position, current);
  return aggregate === 'distance' ? km : speedKmh(km, atMs - last.atMs);
}

/** Builds the whole graph anew: which pairs join is decided in order of arrival, and a group is all that can be reached. */
function groupValue(arrivals: readonly Arrival[], read: GroupRead, atMs: number): number {
  const { firstMs, joined, positives } = graphOf(arrivals, read.group);
  const group = new Set(firstMs.has(read.node) ? [read.node] : []);
  for (const node of group) for (const [one, other] of joined) if (one === node) group.add(other);
  const members = [...group].filter((node) => read.of === undefined || node.startsWith(`${read.of}:`));
  if (read.measure === 'size') return members.length;
  if (read.measure === 'fraudShare')
    return members.length === 0 ? 0 : members.filter((node) => (positives.get(node)?.size ?? 0) > 0).length / members.length;
  return members.filter((node) => (firstMs.get(node) ?? 0) > atMs - (read.windowMs ?? 0) && (firstMs.get(node) ?? 0) <= atMs).length;
}

function graphOf(arrivals: readonly Arrival[], group: string) {
  const firstMs = new Map<string, number>();
  const neighbours = new Map<string, Set<string>>();
  const positives = new Map<string, Set<string>>();
  const joined: (readonly [string, string])[] = [];
  const isHub = (node: string): boolean => (neighbours.get(node)?.size ?? 0) > hubLinksOf(group);
  for (const arrival of arrivals) {
    if ('label' in arrival) {
      const { links = {}, eventId, isPositive } = arrival.label;
      for (const node of (links[group] ?? []).filter((name) => firstMs.has(name))) {
        const marks = positives.get(node) ?? new Set();
        positives.set(node, marks);
        if (isPositive) marks.add(eventId);
        else marks.delete(eventId);
      }
      continue;
    }
    const nodes = [...new Set(arrival.event.links?.[group] ?? [])];
    for (const node of nodes) {
      firstMs.set(node, Math.min(firstMs.get(node) ?? Number.POSITIVE_INFINITY, arrival.event.atMs));
      if (!neighbours.has(node)) neighbours.set(node, new Set());
    }
    nodes.forEach((one, index) => {
      for (const other of nodes.slice(index + 1)) {
        neighbours.get(one)?.add(other);
        neighbours.get(other)?.add(one);
        if (!isHub(one) && !isHub(other)) joined.push([one, other], [other, one]);
      }
    });
  }
  return { firstMs, joined, positives };
}
