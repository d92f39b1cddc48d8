import {
  ColumnArena,
  isGroupRead,
  readWindows,
  textHash,
  type Asking,
  type Catalogue,
  type CounterEvent,
  type CounterRead,
  type Counters,
  type EventLabel,
  type KeyPlan,
  type Observed,
  type PackedEvent,
} from '@gavel/engine';
import { KeptFlow, type KeptFlowOptions } from './kept-flow.js';
import { KEPT } from './key-table.js';

/** What a JavaScript Map can hold (2^24), less some room. */
const MOST_KEYS = 16_000_000;
const MOST_EVENTS_PER_KEY = 1_000_000;

/** Upper bounds of the lateness histogram: a second, a minute, an hour, a day, more. */
export const LATENESS_BOUNDS_MS: readonly number[] = [1000, 60_000, 3_600_000, 86_400_000, Number.POSITIVE_INFINITY];

/** How much history may be kept. */
export interface InProcessCountersOptions {
  /** Keys of one name of one flow; default 2,000,000. Over it, the key that was written least recently is forgotten. */
  readonly maxKeys?: number;
  /** Events of one key; default 4,096. Over it, its oldest are folded. */
  readonly maxEventsPerKey?: number;
  /** Nodes of one graph of links; default 4,000,000. Over it, new ones are not taken. */
  readonly maxNodes?: number;
  /** False: windows are scanned event by event; for tests, which want the same answers. */
  readonly usesChunks?: boolean;
}

/** How much history is kept, and what the limits have cost. */
export interface CounterStats {
  /** Keys over all names and flows. */
  readonly keys: number;
  /** Events, counted once under each of their keys. */
  readonly events: number;
  /** Keys forgotten because there were too many: their values begin anew. */
  readonly evictedKeys: number;
  /** Events of keys with too many that are kept only as tiles of intermediate values. */
  readonly foldedEvents: number;
  /** Events that came with a time before what is folded, and were not taken. */
  readonly refusedEvents: number;
  /** Events that came after a later one of one of their keys. */
  readonly lateEvents: number;
  /** Those events by how much later that one was: up to the first of `LATENESS_BOUNDS_MS`, up to the second, … */
  readonly lateness: readonly number[];
  /** Nodes of the graphs of links, how many of them are hubs, and those that were not taken. */
  readonly nodes: number;
  readonly hubs: number;
  readonly refusedNodes: number;
}

/**
 * History in this process's memory: exact, and lost with the process, so it is rebuilt from the decision log at start. An event
 * added twice counts once, so that the rebuild may overlap live traffic. Events older than the longest window asked for, and
 * a day for late ones, are forgotten: a catalogue with a longer window sees all it should only after a rebuild.
 * Rejects only for a time that is no finite number.
 */
export class InProcessCounters implements Counters {
  readonly #flows = new Map<string, KeptFlow>();
  readonly #options: KeptFlowOptions;
  readonly #lateness = LATENESS_BOUNDS_MS.map(() => 0);

  /** Throws a RangeError for a limit that is not a whole number from 1 to 16,000,000 keys or nodes and 1,000,000 events. */
  constructor(options: InProcessCountersOptions = {}) {
    this.#options = {
      limits: {
        maxKeys: limit('maxKeys', options.maxKeys ?? KEPT.maxKeys, MOST_KEYS),
        maxEventsPerKey: limit('maxEventsPerKey', options.maxEventsPerKey ?? KEPT.maxEventsPerKey, MOST_EVENTS_PER_KEY),
      },
      maxNodes: limit('maxNodes', options.maxNodes ?? KEPT.maxNodes, MOST_KEYS),
      history: { arena: new ColumnArena(), usesChunks: options.usesChunks ?? true },
    };
  }

  async observe(flow: string, event: CounterEvent, reads: readonly CounterRead[]): Promise<Observed> {
    const history = this.#flowOf(flow);
    const { idHash } = this.#add(history, event);
    const plan = history.planner.plan(reads);
    const values: Observed['values'][number][] = [];
    for (let place = 0; place < reads.length; place += 1) values.push(undefined);
    const asking: Asking = { atMs: event.atMs, idHash, reads, values };
    for (const keyPlan of plan.keys) this.#read(history, keyPlan, reads[keyPlan.place], asking);
    for (const place of plan.groups) {
      const read = reads[place];
      if (read !== undefined && isGroupRead(read)) asking.values[place] = history.graphOf(read.group).read(read, event.atMs);
    }
    return { values: asking.values, sequence: history.sequence };
  }

  async add(flow: string, event: CounterEvent): Promise<number> {
    const history = this.#flowOf(flow);
    this.#add(history, event);
    return history.sequence;
  }

  async label(flow: string, { eventId, atMs, keys, links = {}, isPositive }: EventLabel): Promise<number> {
    const history = this.#flowOf(flow);
    const idHash = textHash(eventId);
    for (const [keyField, key] of Object.entries(keys)) history.tableOf(keyField).historyOf(key)?.label(atMs, idHash, isPositive);
    for (const [group, nodes] of Object.entries(links)) history.graphOf(group).label(nodes, eventId, isPositive);
    history.sequence += 1;
    return history.sequence;
  }

  /** Sequences given from now on are greater than this one: what was recorded before a restart stays before what comes after it. */
  continueAfter(flow: string, sequence: number): void {
    const history = this.#flowOf(flow);
    history.sequence = Math.max(history.sequence, sequence);
  }

  /** The last sequence that was given. */
  sequenceOf(flow: string): number {
    return this.#flowOf(flow).sequence;
  }

  /** Says what will be read of a flow, before anything is: so nothing that it looks at is forgotten, or folded without it. */
  expect(flow: string, catalogue: Pick<Catalogue, 'windows'>): void {
    this.#flowOf(flow).expect(catalogue);
  }

  /** A flow's history in chunks of about a mebibyte, but for keys that no window reaches any more. Nothing may be added meanwhile. */
  written(flow: string, nowMs: number): Iterable<Uint8Array> {
    return this.#flowOf(flow).write(nowMs);
  }

  /** Takes chunks that were written, where nothing is kept of the flow yet; `end` once all were taken. Throws a RangeError for others. */
  restore(flow: string): { readonly take: (bytes: Uint8Array) => void; readonly end: () => void } {
    return this.#flowOf(flow).restore();
  }

  stats(): CounterStats {
    const stats = { keys: 0, events: 0, evictedKeys: 0, foldedEvents: 0, refusedEvents: 0, nodes: 0, hubs: 0, refusedNodes: 0 };
    for (const { tables, graphs } of this.#flows.values()) {
      for (const table of tables.values()) {
        const { keys, events, evictedKeys, foldedEvents, refusedEvents } = table.stats;
        stats.keys += keys;
        stats.events += events;
        stats.evictedKeys += evictedKeys;
        stats.foldedEvents += foldedEvents;
        stats.refusedEvents += refusedEvents;
      }
      for (const graph of graphs.values()) {
        stats.nodes += graph.stats.nodes;
        stats.hubs += graph.stats.hubs;
        stats.refusedNodes += graph.stats.refusedNodes;
      }
    }
    const lateEvents = this.#lateness.reduce((sum, count) => sum + count, 0);
    return { ...stats, lateEvents, lateness: [...this.#lateness] };
  }

  #add(history: KeptFlow, event: CounterEvent): PackedEvent {
    checkTime(event.atMs);
    history.newestMs = Math.max(history.newestMs, event.atMs);
    const packed = history.layout.pack(event);
    let latenessMs = 0;
    for (const keyField in event.keys) {
      const key = event.keys[keyField];
      if (key === undefined || !Object.hasOwn(event.keys, keyField)) continue;
      const table = history.tableOf(keyField);
      const entry = table.openHistory(key);
      if (table.add(entry, packed) === 'late') latenessMs = Math.max(latenessMs, entry.history.newestMs - event.atMs);
    }
    if (event.links !== undefined) this.#join(history, event.links, event.atMs);
    this.#noteLateness(latenessMs);
    history.sequence += 1;
    return packed;
  }

  #noteLateness(latenessMs: number): void {
    if (latenessMs === 0) return;
    const place = LATENESS_BOUNDS_MS.findIndex((bound) => latenessMs <= bound);
    this.#lateness[place] = (this.#lateness[place] ?? 0) + 1;
  }

  #join(history: KeptFlow, links: NonNullable<CounterEvent['links']>, atMs: number): void {
    for (const [group, nodes] of Object.entries(links)) history.graphOf(group).join(nodes, atMs);
  }

  #read(history: KeptFlow, plan: KeyPlan, read: CounterRead | undefined, asking: Asking): void {
    if (read === undefined || isGroupRead(read)) return;
    const table = history.tableOf(plan.keyField);
    table.noteAsked(plan);
    readWindows(table.historyOf(read.key) ?? history.empty, plan, asking);
  }

  #flowOf(flow: string): KeptFlow {
    let history = this.#flows.get(flow);
    if (history === undefined) this.#flows.set(flow, (history = new KeptFlow(this.#options)));
    return history;
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
