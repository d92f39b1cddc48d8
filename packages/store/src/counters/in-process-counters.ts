import { EventWindow, type CounterEvent, type CounterRead, type Counters, type KeptEvent, type Scalar } from '@gavel/engine';
import { KeyTable, type KeyTableLimits } from './key-table.js';

/** What a JavaScript Map can hold (2^24), less some room. */
const MOST_KEYS = 16_000_000;
const MOST_EVENTS_PER_KEY = 1_000_000;

/** What is read of a key that has no history. */
const NO_HISTORY = new EventWindow();

/** How much history may be kept. */
export interface InProcessCountersOptions {
  /** Keys of one field of one flow; default 2,000,000. Over it, the key that was written least recently is forgotten. */
  readonly maxKeys?: number;
  /** Events of one key; default 4,096. Over it, its oldest event is forgotten. */
  readonly maxEventsPerKey?: number;
}

/** How much history is kept, and what the limits have cost. */
export interface CounterStats {
  /** Keys over all fields and flows. */
  readonly keys: number;
  /** Events, counted once under each of their keys. */
  readonly events: number;
  /** Keys and events forgotten because a limit was reached: from then on values may be too low. */
  readonly evictedKeys: number;
  readonly evictedEvents: number;
  /** Events that were added after a later one of the same key. */
  readonly lateEvents: number;
}

/**
 * History in this process's memory: exact, and lost with the process, so it is rebuilt from the decision log at start. An event
 * added twice counts once, so that the rebuild may overlap live traffic. Events older than the longest window asked for, and
 * a day for late ones, are forgotten: a catalogue with a longer window sees all it should only after a rebuild.
 * Rejects only for a time that is no finite number.
 */
export class InProcessCounters implements Counters {
  readonly #flows = new Map<string, Map<string, KeyTable>>();
  readonly #limits: KeyTableLimits;
  #lateEvents = 0;

  /** Throws a RangeError for a limit that is not a whole number from 1 to 16,000,000 keys and 1,000,000 events. */
  constructor(options: InProcessCountersOptions = {}) {
    this.#limits = {
      maxKeys: limit('maxKeys', options.maxKeys ?? 2_000_000, MOST_KEYS),
      maxEventsPerKey: limit('maxEventsPerKey', options.maxEventsPerKey ?? 4096, MOST_EVENTS_PER_KEY),
    };
  }

  async read(flow: string, reads: readonly CounterRead[], atMs: number): Promise<readonly (Scalar | undefined)[]> {
    checkTime(atMs);
    let last: { readonly read: CounterRead; readonly table: KeyTable; readonly window: EventWindow } | undefined;
    return reads.map((read) => {
      if (last === undefined || last.read.keyField !== read.keyField || last.read.key !== read.key) {
        const table = this.#tableOf(flow, read.keyField);
        last = { read, table, window: table.windowOf(read.key) ?? NO_HISTORY };
      }
      last.table.noteAsked(read.windowMs);
      return last.window.read(read, atMs);
    });
  }

  async add(flow: string, event: CounterEvent): Promise<void> {
    checkTime(event.atMs);
    const kept: KeptEvent = { id: event.id, atMs: event.atMs, values: event.values };
    let isLate = false;
    for (const [keyField, key] of Object.entries(event.keys)) {
      if (this.#tableOf(flow, keyField).add(key, kept) === 'late') isLate = true;
    }
    if (isLate) this.#lateEvents += 1;
  }

  stats(): CounterStats {
    const stats = { keys: 0, events: 0, evictedKeys: 0, evictedEvents: 0, lateEvents: this.#lateEvents };
    for (const tables of this.#flows.values()) {
      for (const table of tables.values()) {
        const { keys, events, evictedKeys, evictedEvents } = table.stats;
        stats.keys += keys;
        stats.events += events;
        stats.evictedKeys += evictedKeys;
        stats.evictedEvents += evictedEvents;
      }
    }
    return stats;
  }

  #tableOf(flow: string, keyField: string): KeyTable {
    let tables = this.#flows.get(flow);
    if (tables === undefined) this.#flows.set(flow, (tables = new Map<string, KeyTable>()));
    let table = tables.get(keyField);
    if (table === undefined) tables.set(keyField, (table = new KeyTable(this.#limits)));
    return table;
  }
}

/** An event without a time has no place among the others: one would put a key's whole history out of order. */
function checkTime(atMs: number): void {
  if (!Number.isFinite(atMs)) throw new RangeError(`an event's time must be finite milliseconds, not ${atMs}`);
}

function limit(name: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new RangeError(`${name} must be a whole number from 1 to ${most}, not ${value}`);
}
