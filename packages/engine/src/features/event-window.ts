import type { Scalar } from '../contract/json.js';
import { aggregateOver, type EventSource } from './aggregate-over.js';
import type { CounterRead } from './counter-read.js';
import { columnOf, dropFirst, EventColumns, insertAt, type Column, type KeptEvent } from './event-columns.js';

/** From this size on, windows are pruned and keep columns: below it there is nothing to gain. */
const LARGE = 32;

/** What became of an added event: `late` ones were put before events that came earlier. */
export type AddedAs = 'appended' | 'late' | 'duplicate';

/**
 * The events of one key, in order of time and, at the same millisecond, of id: so that what is read does not hang on the order
 * of arrival. Aggregates are exact, by binary search for the window's edges and a scan between them.
 */
export class EventWindow implements EventSource {
  readonly #events: KeptEvent[];
  #columns: EventColumns | undefined;

  constructor(events: readonly [] | readonly [KeptEvent] = []) {
    this.#events = [...events];
  }

  get size(): number {
    return this.#events.length;
  }

  /** Adds an event in its place. An id that stands there already at that time is not counted again. */
  add(event: KeptEvent): AddedAs {
    const events = this.#events;
    const last = events.at(-1);
    const isNewest = last === undefined || isBefore(last, event);
    const place = isNewest ? events.length : firstIndex(events.length, (index) => !isBefore(events[index], event));
    const next = events[place];
    if (next !== undefined && next.id === event.id && next.atMs === event.atMs) return 'duplicate';
    insertAt(events, place, event);
    this.#columns?.insert(place, event);
    return isNewest ? 'appended' : 'late';
  }

  /** The value of one read for an event at `atMs`, over [atMs − windowMs, atMs). The read's key is not looked at. */
  read(read: CounterRead, atMs: number): Scalar | undefined {
    const from = this.#firstAt(atMs - read.windowMs);
    const to = this.#firstAt(atMs);
    return aggregateOver({ events: this, from, to }, read, atMs);
  }

  /** Time of the event at an index. */
  timeAt(index: number): number | undefined {
    return this.#events[index]?.atMs;
  }

  /** One field of all events, in order. */
  column(field: string): Column {
    return this.#largeColumns()?.column(field, this.#events) ?? columnOf(field, this.#events);
  }

  /**
   * Forgets events more than `retentionMs` older than the newest quarter, once there are many of them: so the cost is spread,
   * and a few events with a wrong time in the future do not wipe out a key's history. Answers how many were forgotten.
   */
  prune(retentionMs: number): number {
    const events = this.#events;
    const old = events[events.length >> 2];
    const recent = events[(events.length * 3) >> 2];
    if (events.length < LARGE || old === undefined || recent === undefined || old.atMs >= recent.atMs - retentionMs) return 0;
    const count = this.#firstAt(recent.atMs - retentionMs);
    this.#dropFirst(count);
    return count;
  }

  /** Forgets the oldest event. */
  evictOldest(): void {
    this.#dropFirst(1);
  }

  #dropFirst(count: number): void {
    dropFirst(this.#events, count);
    this.#columns?.dropFirst(count);
    if (this.#events.length < LARGE) this.#columns = undefined;
  }

  /** Index of the first event at or after a time. */
  #firstAt(atMs: number): number {
    const events = this.#events;
    const times = this.#largeColumns()?.times;
    if (times !== undefined) return firstIndex(times.length, (index) => (times[index] ?? atMs) >= atMs);
    return firstIndex(events.length, (index) => (events[index]?.atMs ?? atMs) >= atMs);
  }

  #largeColumns(): EventColumns | undefined {
    if (this.#events.length < LARGE) return undefined;
    this.#columns ??= new EventColumns(this.#events);
    return this.#columns;
  }
}

function isBefore(a: KeptEvent | undefined, b: KeptEvent): boolean {
  return a !== undefined && (a.atMs < b.atMs || (a.atMs === b.atMs && a.id < b.id));
}

/** The first index at which `reached` holds, where it holds for all after it too; the length if it never does. */
function firstIndex(length: number, reached: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (reached(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
