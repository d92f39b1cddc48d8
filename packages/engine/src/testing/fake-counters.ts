import type { Scalar } from '../contract/json.js';
import type { CounterEvent, CounterRead } from '../features/counter-read.js';
import { haversineKm, speedKmh } from '../features/haversine-km.js';
import type { Counters } from '../ports.js';

/** Counters by a naive scan over all events ever added: slow, and so plain that others are measured against it. */
export class FakeCounters implements Counters {
  readonly #flows = new Map<string, Map<string, CounterEvent>>();

  async read(flow: string, reads: readonly CounterRead[], atMs: number): Promise<readonly (Scalar | undefined)[]> {
    const events = [...(this.#flows.get(flow)?.values() ?? [])].toSorted((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
    return reads.map((read) =>
      valueOf(
        events.filter((event) => isSeen(event, read, atMs)),
        read,
        atMs,
      ),
    );
  }

  async add(flow: string, event: CounterEvent): Promise<void> {
    const events = this.#flows.get(flow) ?? new Map<string, CounterEvent>();
    this.#flows.set(flow, events.set(event.id, event));
  }
}

function isSeen(event: CounterEvent, read: CounterRead, atMs: number): boolean {
  const isInWindow = event.atMs >= atMs - read.windowMs && event.atMs < atMs;
  return isInWindow && event.keys[read.keyField] === read.key && holds(event, read.where);
}

function holds(event: CounterEvent, where: CounterRead['where']): boolean {
  if (where === undefined) return true;
  const value = event.values[where.fact];
  if (value === undefined || typeof value !== typeof where.value) return false;
  const { operator, value: bound } = where;
  if (operator === 'equal' || operator === 'notEqual') return (value === bound) === (operator === 'equal');
  if (value === bound) return operator.endsWith('Inclusive');
  return value < bound === operator.startsWith('lessThan');
}

function valueOf(seen: readonly CounterEvent[], read: CounterRead, atMs: number): Scalar | undefined {
  const withValue = seen.flatMap((event) => (read.of !== undefined && event.values[read.of] !== undefined ? [event.values[read.of]] : []));
  const numbers = withValue.filter((value) => typeof value === 'number');
  const sum = numbers.reduce((total, value) => total + value, 0);
  switch (read.aggregate) {
    case 'count':
      return seen.length;
    case 'sum':
      return sum;
    case 'mean':
      return numbers.length === 0 ? undefined : sum / numbers.length;
    case 'min':
      return numbers.length === 0 ? undefined : Math.min(...numbers);
    case 'max':
      return numbers.length === 0 ? undefined : Math.max(...numbers);
    case 'distinct':
      return new Set(withValue).size;
    case 'seen':
      return withValue.some((value) => value === read.current);
    case 'last':
      return withValue.findLast((value) => typeof value !== 'object');
    case 'sinceLast':
      return seen.length === 0 ? undefined : (atMs - (seen.at(-1)?.atMs ?? 0)) / 1000;
    default:
      return movement(seen, read, atMs);
  }
}

function movement(seen: readonly CounterEvent[], { of = '', current, aggregate }: CounterRead, atMs: number): number | undefined {
  const last = seen.findLast((event) => typeof event.values[of] === 'object');
  const position = last?.values[of];
  if (last === undefined || typeof position !== 'object' || typeof current !== 'object') return undefined;
  const km = haversineKm(position, current);
  return aggregate === 'distance' ? km : speedKmh(km, atMs - last.atMs);
}
