import { EventWindow, type AddedAs, type KeptEvent } from '@gavel/engine';

/** Events that come later than others by less than this still find all the history that they look at. */
const MAX_LATENESS_MS = 24 * 3_600_000;

/** The longest window a catalogue may ask for; kept until a read has shown which windows there are. */
const LONGEST_WINDOW_MS = 90 * 24 * 3_600_000;

export interface KeyTableLimits {
  readonly maxKeys: number;
  readonly maxEventsPerKey: number;
}

/** One key, in a list of all keys by when they were written. */
interface KeyEntry {
  readonly key: string;
  readonly window: EventWindow;
  newer: KeyEntry | undefined;
  older: KeyEntry | undefined;
}

/** The history of all keys of one field of one flow. Over the limit, the key that was written least recently goes. */
export class KeyTable {
  readonly #entries = new Map<string, KeyEntry>();
  readonly #limits: KeyTableLimits;
  #newest: KeyEntry | undefined;
  #oldest: KeyEntry | undefined;
  #longestAskedMs: number | undefined;
  #events = 0;
  #evictedKeys = 0;
  #evictedEvents = 0;

  constructor(limits: KeyTableLimits) {
    this.#limits = limits;
  }

  get stats(): { keys: number; events: number; evictedKeys: number; evictedEvents: number } {
    return { keys: this.#entries.size, events: this.#events, evictedKeys: this.#evictedKeys, evictedEvents: this.#evictedEvents };
  }

  windowOf(key: string): EventWindow | undefined {
    return this.#entries.get(key)?.window;
  }

  /** Says that a window of this length is looked at: shorter history must not be forgotten. */
  noteAsked(windowMs: number): void {
    if (this.#longestAskedMs === undefined || windowMs > this.#longestAskedMs) this.#longestAskedMs = windowMs;
  }

  add(key: string, event: KeptEvent): AddedAs {
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      this.#addKey(key, event);
      return 'appended';
    }
    const added = entry.window.add(event);
    if (added === 'duplicate') return added;
    this.#events += 1;
    this.#touch(entry);
    this.#trim(entry.window);
    return added;
  }

  #addKey(key: string, event: KeptEvent): void {
    const entry: KeyEntry = { key, window: new EventWindow([event]), newer: undefined, older: undefined };
    this.#entries.set(key, entry);
    this.#events += 1;
    this.#link(entry);
    if (this.#entries.size > this.#limits.maxKeys) this.#evictOldestKey();
  }

  #trim(window: EventWindow): void {
    this.#events -= window.prune((this.#longestAskedMs ?? LONGEST_WINDOW_MS) + MAX_LATENESS_MS);
    if (window.size <= this.#limits.maxEventsPerKey) return;
    window.evictOldest();
    this.#events -= 1;
    this.#evictedEvents += 1;
  }

  #evictOldestKey(): void {
    const entry = this.#oldest;
    if (entry === undefined) return;
    this.#unlink(entry);
    this.#entries.delete(entry.key);
    this.#events -= entry.window.size;
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
