import type { Scalar } from '../contract/json.js';
import { aggregateOver, type KeptEvent } from './aggregate-over.js';
import type { CounterRead } from './counter-read.js';

/** Pruning starts at this size: below it there is nothing to gain. */
const MIN_PRUNED_SIZE = 32;

/** What became of an added event: `late` ones were put before events that came earlier. */
export type AddedAs = 'appended' | 'late' | 'duplicate';

/**
 * The events of one key, in order of time and, at the same millisecond, of id: so that what is read does not hang on the order
 * of arrival. Aggregates are exact, by binary search for the window's edges and a scan between them.
 */
export class EventWindow {
  readonly #events: KeptEvent[];

  constructor(first: KeptEvent) {
    this.#events = [first];
  }

  get size(): number {
    return this.#events.length;
  }

  /** Adds an event in its place. An id that stands there already at that time is not counted again. */
  add(event: KeptEvent): AddedAs {
    const events = this.#events;
    const last = events.at(-1);
    if (last === undefined || isBefore(last, event)) {
      events.push(event);
      return 'appended';
    }
    const place = firstIndex(events, (candidate) => !isBefore(candidate, event));
    if (events[place]?.id === event.id && events[place].atMs === event.atMs) return 'duplicate';
    events.splice(place, 0, event);
    return 'late';
  }

  /** The value of one read for an event at `atMs`, over [atMs − windowMs, atMs). The read's key is not looked at. */
  read(read: CounterRead, atMs: number): Scalar | undefined {
    const events = this.#events;
    const startMs = atMs - read.windowMs;
    const to = firstIndex(events, (event) => event.atMs >= atMs);
    const from = firstIndex(events, (event) => event.atMs >= startMs);
    return aggregateOver({ events, from, to }, read, atMs);
  }

  /**
   * Forgets events more than `retentionMs` older than the newest quarter, once there are many of them: so the cost is spread,
   * and a few events with a wrong time in the future do not wipe out a key's history. Answers how many were forgotten.
   */
  prune(retentionMs: number): number {
    const events = this.#events;
    if (events.length < MIN_PRUNED_SIZE) return 0;
    const old = events[events.length >> 2];
    const recent = events[(events.length * 3) >> 2];
    if (old === undefined || recent === undefined || old.atMs >= recent.atMs - retentionMs) return 0;
    const cutoffMs = recent.atMs - retentionMs;
    const count = firstIndex(events, (event) => event.atMs >= cutoffMs);
    events.splice(0, count);
    return count;
  }

  /** Forgets the oldest event. */
  evictOldest(): void {
    this.#events.shift();
  }
}

function isBefore(a: KeptEvent, b: KeptEvent): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.id < b.id);
}

/** The first index at which `reached` holds, where it holds for all events after it too; the length if it never does. */
function firstIndex(events: readonly KeptEvent[], reached: (event: KeptEvent) => boolean): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const event = events[middle];
    if (event === undefined || reached(event)) high = middle;
    else low = middle + 1;
  }
  return low;
}
