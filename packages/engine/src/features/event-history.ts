import type { Scalar } from '../contract/json.js';
import type { WindowRead } from './counter-read.js';
import type { EventLayout, PackedEvent } from './event-layout.js';
import { aggregateOf, type EventRun } from './window-aggregates.js';

const FIRST_CAPACITY = 4;

/** From this size on, what is too old is forgotten: below it there is nothing to gain. */
const LARGE = 32;

/** Columns before the values: time, id hash. */
const HEAD = 2;

/** What became of an added event: `late` ones were put before events that came earlier. */
export type AddedAs = 'appended' | 'late' | 'duplicate';

/**
 * The events of one key, in order of time and, at the same millisecond, of id hash: so that what is read does not hang on the order of
 * arrival. Times, ids and values stand in columns of one block of doubles.
 */
export class EventHistory implements EventRun {
  readonly #layout: EventLayout;
  #columns = new Float64Array(0);
  #capacity = 0;
  #width = 0;
  #size = 0;
  #positives: Uint8Array | undefined;
  #texts: Map<number, string> | undefined;

  constructor(layout: EventLayout) {
    this.#layout = layout;
  }

  get size(): number {
    return this.#size;
  }

  get layout(): EventLayout {
    return this.#layout;
  }

  get columns(): Float64Array {
    return this.#columns;
  }

  /** Where a value column starts in `columns`; −1: no event of this key has such a value. */
  columnAt(slot: number): number {
    return slot < 0 || slot >= this.#width ? -1 : (HEAD + slot) * this.#capacity;
  }

  timeAt(index: number): number {
    return this.#columns[index] ?? Number.NaN;
  }

  isPositive(index: number): boolean {
    return this.#positives !== undefined && this.#positives[index] === 1;
  }

  textOf(code: number): string | undefined {
    return this.#texts?.get(code);
  }

  /** Adds an event in its place. An id that stands there already at that time is not counted again. */
  add(event: PackedEvent): AddedAs {
    const place = this.#placeOf(event.atMs, event.idHash);
    if (this.#isAt(place, event)) return 'duplicate';
    const isNewest = place === this.#size;
    this.#makeRoom(event.codes.length);
    if (!isNewest) this.#shift(place);
    this.#write(place, event);
    this.#size += 1;
    return isNewest ? 'appended' : 'late';
  }

  /** Marks an event as fraud or default, or as neither. False: it is not kept. */
  label(atMs: number, idHash: number, isPositive: boolean): boolean {
    const place = this.#placeOf(atMs, idHash);
    if (!this.#isAt(place, { atMs, idHash })) return false;
    if (this.#positives === undefined && !isPositive) return true;
    this.#positives ??= new Uint8Array(this.#capacity);
    this.#positives[place] = isPositive ? 1 : 0;
    return true;
  }

  /**
   * The value of one read for the event `current`. The read's key is not looked at. An event that is asked about but not kept has
   * nothing to leave out or to include.
   */
  read(read: WindowRead, current: { readonly atMs: number; readonly idHash: number }): Scalar | undefined {
    const endMs = current.atMs - read.delayMs;
    const from = this.#firstAfter(endMs - read.windowMs);
    const to = this.#firstAfter(endMs);
    const aggregate = aggregateOf(read, this, current.atMs);
    const own = read.includesCurrent ? -1 : this.#indexOf(current);
    if (own < from || own >= to) {
      aggregate.update(from, to);
    } else {
      aggregate.update(from, own);
      aggregate.update(own + 1, to);
    }
    return aggregate.finalize();
  }

  /** The event at an index, as it was added. */
  eventAt(index: number): PackedEvent {
    const codes: number[] = [];
    const texts = new Map<number, string>();
    for (let slot = 0; slot < this.#width; slot += 1) {
      const code = this.#columns[(HEAD + slot) * this.#capacity + index] ?? Number.NaN;
      codes.push(code);
      const text = this.#texts?.get(code);
      if (text !== undefined) texts.set(code, text);
    }
    return { atMs: this.timeAt(index), idHash: this.#columns[this.#capacity + index] ?? 0, codes, texts };
  }

  /**
   * Forgets events more than `retentionMs` older than the newest quarter, once there are many of them: so the cost is spread,
   * and a few events with a wrong time in the future do not wipe out a key's history. Answers how many were forgotten.
   */
  prune(retentionMs: number): number {
    const size = this.#size;
    const beforeMs = this.timeAt((size * 3) >> 2) - retentionMs;
    if (size < LARGE || this.timeAt(size >> 2) >= beforeMs) return 0;
    const count = this.#placeOf(beforeMs, Number.NEGATIVE_INFINITY);
    this.dropOldest(count);
    return count;
  }

  /** Forgets the oldest events. */
  dropOldest(count: number): void {
    const columns = this.#columns;
    for (let start = 0; start < columns.length; start += this.#capacity) columns.copyWithin(start, start + count, start + this.#size);
    this.#positives?.copyWithin(0, count, this.#size);
    this.#size -= count;
  }

  /** Index of the first event after a time. */
  #firstAfter(atMs: number): number {
    return this.#placeOf(atMs, Number.POSITIVE_INFINITY);
  }

  #indexOf(event: { readonly atMs: number; readonly idHash: number }): number {
    const place = this.#placeOf(event.atMs, event.idHash);
    return this.#isAt(place, event) ? place : -1;
  }

  #isAt(place: number, { atMs, idHash }: { readonly atMs: number; readonly idHash: number }): boolean {
    return place < this.#size && this.#columns[place] === atMs && this.#columns[this.#capacity + place] === idHash;
  }

  /** The first index whose event is not before this one. */
  #placeOf(atMs: number, idHash: number): number {
    const columns = this.#columns;
    const ids = this.#capacity;
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >> 1;
      const time = columns[middle] ?? 0;
      if (time < atMs || (time === atMs && (columns[ids + middle] ?? 0) < idHash)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #makeRoom(width: number): void {
    const isFull = this.#size === this.#capacity;
    if (!isFull && width <= this.#width) return;
    const capacity = isFull ? Math.max(FIRST_CAPACITY, this.#capacity + (this.#capacity >> 1)) : this.#capacity;
    const wide = Math.max(width, this.#width);
    const columns = new Float64Array((HEAD + wide) * capacity);
    for (let column = 0; column < HEAD + wide; column += 1) {
      const start = column * capacity;
      if (column >= HEAD + this.#width) columns.fill(Number.NaN, start, start + capacity);
      else columns.set(this.#columns.subarray(column * this.#capacity, column * this.#capacity + this.#size), start);
    }
    this.#columns = columns;
    this.#capacity = capacity;
    this.#width = wide;
    if (this.#positives === undefined) return;
    const positives = new Uint8Array(capacity);
    positives.set(this.#positives.subarray(0, this.#size));
    this.#positives = positives;
  }

  #shift(place: number): void {
    const columns = this.#columns;
    for (let start = 0; start < columns.length; start += this.#capacity) {
      columns.copyWithin(start + place + 1, start + place, start + this.#size);
    }
    this.#positives?.copyWithin(place + 1, place, this.#size);
  }

  #write(place: number, { atMs, idHash, codes, texts }: PackedEvent): void {
    const columns = this.#columns;
    columns[place] = atMs;
    columns[this.#capacity + place] = idHash;
    for (let slot = 0; slot < this.#width; slot += 1) columns[(HEAD + slot) * this.#capacity + place] = codes[slot] ?? Number.NaN;
    if (this.#positives !== undefined) this.#positives[place] = 0;
    for (const [code, text] of texts) (this.#texts ??= new Map<number, string>()).set(code, text);
  }
}
