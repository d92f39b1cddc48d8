import {
  EventHistory,
  type AddedAs,
  type ChunkReader,
  type ChunkWriter,
  type EventLayout,
  type HistoryOptions,
  type KeyPlan,
  type PackedEvent,
  type ScanPlan,
} from '@gavel/engine';

/** Events that come later than others by less than this still find all the history that they look at. */
const MAX_LATENESS_MS = 24 * 3_600_000;

/** The longest window and delay a catalogue may ask for; kept until a read has shown which windows there are. */
const LONGEST_WINDOW_MS = 180 * 24 * 3_600_000;

/** A whole chunk, so that what chunks came to stays. */
const FOLDED_AT_ONCE = 64;

/** Scans for which tiles are made: a catalogue has at most 500 features. */
const MAX_SCANS = 500;

/** How much history of one kind of key may be kept. */
export interface KeyTableLimits {
  readonly maxKeys: number;
  readonly maxEventsPerKey: number;
}

/** What is kept unless it is said otherwise. */
export const KEPT: KeyTableLimits & { readonly maxNodes: number } = { maxKeys: 2_000_000, maxEventsPerKey: 4096, maxNodes: 4_000_000 };

/** How much a table holds, and what its limits have cost. */
interface KeyTableStats {
  readonly keys: number;
  readonly events: number;
  readonly evictedKeys: number;
  readonly foldedEvents: number;
  readonly refusedEvents: number;
}

/** One key, in a list of all keys by when they were written. */
export interface KeyEntry {
  readonly key: string;
  readonly history: EventHistory;
  newer: KeyEntry | undefined;
  older: KeyEntry | undefined;
}

/** The history of all keys of one field of one flow. Over the limit, the key that was written least recently goes. */
export class KeyTable {
  readonly #entries = new Map<string, KeyEntry>();
  readonly #layout: EventLayout;
  readonly #options: HistoryOptions;
  readonly #limits: KeyTableLimits;
  #newest: KeyEntry | undefined;
  #oldest: KeyEntry | undefined;
  readonly #noted = new WeakSet<KeyPlan>();
  #lastNoted: KeyPlan | undefined;
  readonly #scans = new Map<string, ScanPlan>();
  #longestAskedMs: number | undefined;
  #events = 0;
  #evictedKeys = 0;
  #foldedEvents = 0;
  #refusedEvents = 0;

  constructor(layout: EventLayout, limits: KeyTableLimits, options: HistoryOptions) {
    this.#layout = layout;
    this.#options = options;
    this.#limits = limits;
  }

  get stats(): KeyTableStats {
    return {
      keys: this.#entries.size,
      events: this.#events,
      evictedKeys: this.#evictedKeys,
      foldedEvents: this.#foldedEvents,
      refusedEvents: this.#refusedEvents,
    };
  }

  /** Rises when a key is forgotten: what was opened before may be gone. */
  get evictedKeys(): number {
    return this.#evictedKeys;
  }

  /** Most who ask have just been written: their key stands first. */
  historyOf(key: string): EventHistory | undefined {
    return this.#newest?.key === key ? this.#newest.history : this.#entries.get(key)?.history;
  }

  /** Says what is read of a key: shorter history must not be forgotten, and what is folded must answer these scans. */
  noteAsked(plan: KeyPlan): void {
    if (plan === this.#lastNoted || this.#noted.has(plan)) return;
    this.#lastNoted = plan;
    this.#noted.add(plan);
    this.#longestAskedMs = Math.max(this.#longestAskedMs ?? 0, plan.reachMs);
    for (const scan of plan.windows.flatMap(({ scans }) => scans)) {
      if (scan.first.aggregate.keeps !== 'never' && this.#scans.size < MAX_SCANS) this.#scans.set(scan.name, scan);
    }
  }

  /** The history of a key, made where there is none yet. */
  openHistory(key: string): KeyEntry {
    return this.#entries.get(key) ?? this.#addKey(key);
  }

  /** Adds an event to an open history. */
  add(entry: KeyEntry, event: PackedEvent): AddedAs {
    const added = entry.history.add(event);
    if (added === 'refused') this.#refusedEvents += 1;
    if (added === 'duplicate' || added === 'refused') return added;
    this.#events += 1;
    this.#touch(entry);
    this.#trim(entry.history);
    return added;
  }

  /** Writes down all keys, the least recently written first, but for those that no window reaches any more. `begin` begins a chunk. */
  *write(out: ChunkWriter, begin: () => void, nowMs: number): Generator<Uint8Array> {
    const sinceMs = nowMs - this.#retentionMs;
    begin();
    for (let entry = this.#oldest; entry !== undefined; entry = entry.newer) {
      if (entry.history.newestMs < sinceMs) continue;
      if (out.isFull) {
        yield out.take();
        begin();
      }
      out.putText(entry.key);
      entry.history.write(out);
    }
    yield out.take();
  }

  /** Takes keys that were written down, after those that are there. */
  restore(chunk: ChunkReader): void {
    while (!chunk.isDone) {
      const { history } = this.#addKey(chunk.nextText());
      history.restore(chunk);
      this.#events += history.size;
    }
  }

  get #retentionMs(): number {
    return (this.#longestAskedMs ?? LONGEST_WINDOW_MS) + MAX_LATENESS_MS;
  }

  #addKey(key: string): KeyEntry {
    const entry: KeyEntry = { key, history: new EventHistory(this.#layout, this.#options), newer: undefined, older: undefined };
    this.#entries.set(key, entry);
    this.#link(entry);
    if (this.#entries.size > this.#limits.maxKeys) this.#evictOldestKey();
    return entry;
  }

  #trim(history: EventHistory): void {
    this.#events -= history.prune(this.#retentionMs);
    const { maxEventsPerKey } = this.#limits;
    if (history.size <= maxEventsPerKey) return;
    const count = Math.max(1, Math.min(FOLDED_AT_ONCE, maxEventsPerKey >> 2));
    history.foldOldest(count, this.#scans.values());
    this.#events -= count;
    this.#foldedEvents += count;
  }

  #evictOldestKey(): void {
    const entry = this.#oldest;
    if (entry === undefined) return;
    this.#unlink(entry);
    this.#entries.delete(entry.key);
    this.#events -= entry.history.size;
    entry.history.release();
    this.#evictedKeys += 1;
  }

  #touch(entry: KeyEntry): void {
    if (entry === this.#newest) return;
    this.#unlink(entry);
    this.#link(entry);
  }

  #link(entry: KeyEntry): void {
    entry.older = this.#newest;
    entry.newer = undefined;
    if (this.#newest !== undefined) this.#newest.newer = entry;
    this.#newest = entry;
    this.#oldest ??= entry;
  }

  #unlink(entry: KeyEntry): void {
    if (entry.older === undefined) this.#oldest = entry.newer;
    else entry.older.newer = entry.newer;
    if (entry.newer === undefined) this.#newest = entry.older;
    else entry.newer.older = entry.older;
  }
}
