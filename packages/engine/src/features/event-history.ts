import { CHUNK, ChunkStates } from './chunk-states.js';
import { ColumnArena, type Block } from './column-arena.js';
import type { EventLayout, PackedEvent } from './event-layout.js';
import type { EventRun } from './event-span.js';
import { FoldedTiles } from './folded-tiles.js';
import type { ChunkReader, ChunkWriter } from './history-chunk.js';
import type { ScanPlan } from './read-plan.js';
import type { WindowState } from './window-states.js';

const FIRST_CAPACITY = 4;

/** Most keys have few events, and a million of them: they grow by little. */
function grown(capacity: number): number {
  return capacity + Math.max(FIRST_CAPACITY, capacity >> 2);
}

/** Stands for chunks that are not made yet: most histories never grow so large. */
const NO_CHUNKS = new ChunkStates();
const CHUNKED = 4 * CHUNK;

/** From this size on, what is too old is forgotten: below it there is nothing to gain. */
const LARGE = 32;

/** Columns before the values: time, id hash. */
const HEAD = 2;

/** What became of an added event: `late` ones were put before events that came earlier, `refused` ones are older than what is folded. */
export type AddedAs = 'appended' | 'late' | 'duplicate' | 'refused';

/** Where a history lies and how it is scanned. */
export interface HistoryOptions {
  /** Memory that many histories share. */
  readonly arena?: ColumnArena;
  /** False: every window is scanned event by event; the answers are the same. */
  readonly usesChunks?: boolean;
}

const EMPTY: Block = { slab: { data: new Float64Array(0), words: 0, free: [], used: 0 }, at: 0 };

/**
 * The events of one key, in order of time and, at the same millisecond, of id hash: so that what is read does not hang on the order of
 * arrival. Times, ids and values stand in columns of one block of doubles.
 */
export class EventHistory implements EventRun {
  readonly #layout: EventLayout;
  readonly #arena: ColumnArena;
  #block: Block = EMPTY;
  #capacity = 0;
  #width = 0;
  #size = 0;
  #positives: Uint8Array | undefined;
  #texts: Map<number, string> | undefined;
  #chunks: ChunkStates | undefined;
  #tiles: FoldedTiles | undefined;

  constructor(layout: EventLayout, { arena = new ColumnArena(), usesChunks = true }: HistoryOptions = {}) {
    this.#layout = layout;
    this.#arena = arena;
    if (usesChunks) this.#chunks = NO_CHUNKS;
  }

  get size(): number {
    return this.#size;
  }

  get layout(): EventLayout {
    return this.#layout;
  }

  get columns(): Float64Array {
    return this.#block.slab.data;
  }

  /** Where the times start in `columns`. */
  get start(): number {
    return this.#block.at;
  }

  /** Where a value column starts in `columns`; −1: no event of this key has such a value. */
  columnAt(slot: number): number {
    return slot < 0 || slot >= this.#width ? -1 : this.#block.at + (HEAD + slot) * this.#capacity;
  }

  timeAt(index: number): number {
    return this.columns[this.#block.at + index] ?? Number.NaN;
  }

  /** Time of the newest event that is kept; −∞: there is none. */
  get newestMs(): number {
    return this.#size === 0 ? Number.NEGATIVE_INFINITY : this.timeAt(this.#size - 1);
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
    if (event.atMs <= (this.#tiles?.lastMs ?? Number.NEGATIVE_INFINITY)) return 'refused';
    const isNewest = place === this.#size;
    this.#makeRoom(event.codes.length);
    if (!isNewest) this.#shift(place);
    if (!isNewest) this.#madeChunks()?.cut(place);
    this.#write(place, event);
    this.#size += 1;
    return isNewest ? 'appended' : 'late';
  }

  /** Marks an event as fraud or default, or as neither. False: it is not kept. */
  label(atMs: number, idHash: number, isPositive: boolean): boolean {
    const place = this.indexOf(atMs, idHash);
    if (place === -1 || (this.#positives === undefined && !isPositive)) return place !== -1;
    (this.#positives ??= new Uint8Array(this.#capacity))[place] = isPositive ? 1 : 0;
    return true;
  }

  /** Updates a scan's state with the events from one index to another; its span must be aimed at this history. */
  scan(scan: ScanPlan, from: number, to: number): void {
    if (this.#chunks === undefined || this.#size < CHUNKED) return scan.state.update(scan.span, from, to);
    if (this.#chunks === NO_CHUNKS) this.#chunks = new ChunkStates();
    this.#chunks.update(scan, from, to);
  }

  /** Merges what a scan came to over the folded events of (startMs, endMs]. */
  mergeFolded(state: WindowState, scan: ScanPlan, startMs: number, endMs: number): void {
    this.#tiles?.mergeInto(state, scan, startMs, endMs);
  }

  /**
   * Forgets events more than `retentionMs` older than the newest quarter, once there are many of them: so the cost is spread,
   * and a few events with a wrong time in the future do not wipe out a key's history. Answers how many were forgotten.
   */
  prune(retentionMs: number): number {
    const size = this.#size;
    const beforeMs = this.timeAt((size * 3) >> 2) - retentionMs;
    if (size < LARGE || this.timeAt(size >> 2) >= beforeMs) return 0;
    this.#tiles?.forget(beforeMs);
    const count = this.#placeOf(beforeMs, Number.NEGATIVE_INFINITY);
    this.dropOldest(size < CHUNKED ? count : count - (count % CHUNK));
    return size - this.#size;
  }

  /** Writes all of it down. */
  write(out: ChunkWriter): void {
    const [size, texts] = [this.#size, [...(this.#texts ?? [])]];
    for (const number of [size, this.#width, this.#positives === undefined ? 0 : 1, texts.length, this.#tiles?.tiles.length ?? 0])
      out.put(number);
    for (let column = 0; column < HEAD + this.#width; column += 1) {
      const start = this.#block.at + column * this.#capacity;
      out.putRange(this.columns, start, start + size);
    }
    if (this.#positives !== undefined) out.putRange(this.#positives, 0, size);
    for (const [code, text] of texts) {
      out.put(code);
      out.putText(text);
    }
    this.#tiles?.write(out);
  }

  /** Takes what was written down; of a history in which nothing is yet. The layout must be the one that packed its events. */
  restore(input: ChunkReader): void {
    const [size, width, hasPositives] = [input.nextCount(), input.nextCount(), input.nextCount()];
    const [texts, tiles] = [input.nextCount(), input.nextCount()];
    if (size > 0) this.#enlarge(size, width);
    for (let column = 0; column < HEAD + width; column += 1) input.copyTo(this.columns, this.#block.at + column * this.#capacity, size);
    this.#size = size;
    if (hasPositives === 1) input.copyTo((this.#positives = new Uint8Array(this.#capacity)), 0, size);
    for (let left = texts; left > 0; left -= 1) (this.#texts ??= new Map<number, string>()).set(input.next(), input.nextText());
    if (tiles > 0) this.#tiles = FoldedTiles.read(input, tiles);
  }

  /** Forgets everything and gives its memory back. */
  release(): void {
    if (this.#block !== EMPTY) this.#arena.release(this.#block);
    this.#block = EMPTY;
    this.#capacity = 0;
    this.#size = 0;
  }

  /** Folds the oldest events into a tile for the scans that are known; what other scans see of them is gone. */
  foldOldest(count: number, scans: Iterable<ScanPlan>): void {
    (this.#tiles ??= new FoldedTiles()).fold(this, count, scans);
    this.dropOldest(count);
  }

  /** Forgets the oldest events. */
  dropOldest(count: number): void {
    this.#madeChunks()?.dropOldest(count);
    this.#moveColumns(0, count);
    this.#positives?.copyWithin(0, count, this.#size);
    this.#size -= count;
  }

  /** Index of the first event after a time, where it is known to be `most` at most: looked for from there back, in steps that double. */
  firstAfter(atMs: number, most: number = this.#size): number {
    const { columns, start } = this;
    let high = most;
    let step = 1;
    while (high > 0 && (columns[start + high - 1] ?? 0) > atMs) {
      const low = Math.max(0, high - step);
      if ((columns[start + low] ?? 0) <= atMs) return this.#placeOf(atMs, Number.POSITIVE_INFINITY, low + 1, high - 1);
      high = low;
      step *= 2;
    }
    return high;
  }

  /** Index of an event, or −1. Most who ask are the newest. */
  indexOf(atMs: number, idHash: number): number {
    if (this.#size > 0 && this.#isAt(this.#size - 1, { atMs, idHash })) return this.#size - 1;
    const place = this.#placeOf(atMs, idHash);
    return this.#isAt(place, { atMs, idHash }) ? place : -1;
  }

  #madeChunks(): ChunkStates | undefined {
    return this.#chunks === NO_CHUNKS ? undefined : this.#chunks;
  }

  #isAt(place: number, { atMs, idHash }: { readonly atMs: number; readonly idHash: number }): boolean {
    return place < this.#size && this.timeAt(place) === atMs && this.columns[this.#idsAt + place] === idHash;
  }

  /** The first index whose event is not before this one, between two that are known. */
  #placeOf(atMs: number, idHash: number, least = 0, most: number = this.#size): number {
    const { columns, start } = this;
    const ids = this.#idsAt;
    let low = least;
    let high = most;
    while (low < high) {
      const middle = (low + high) >> 1;
      const time = columns[start + middle] ?? 0;
      if (time < atMs || (time === atMs && (columns[ids + middle] ?? 0) < idHash)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  get #idsAt(): number {
    return this.#block.at + this.#capacity;
  }

  #makeRoom(width: number): void {
    const isFull = this.#size === this.#capacity;
    if (!isFull && width <= this.#width) return;
    this.#enlarge(isFull ? grown(this.#capacity) : this.#capacity, Math.max(width, this.#width));
  }

  #enlarge(capacity: number, wide: number): void {
    const old = this.#block;
    const block = this.#arena.allocate((HEAD + wide) * capacity);
    for (let column = 0; column < HEAD + wide; column += 1) {
      const start = block.at + column * capacity;
      const from = old.at + column * this.#capacity;
      if (column >= HEAD + this.#width) block.slab.data.fill(Number.NaN, start, start + this.#size);
      else block.slab.data.set(old.slab.data.subarray(from, from + this.#size), start);
    }
    if (old !== EMPTY) this.#arena.release(old);
    this.#block = block;
    this.#capacity = capacity;
    this.#width = wide;
    if (this.#positives === undefined) return;
    const positives = new Uint8Array(capacity);
    positives.set(this.#positives.subarray(0, this.#size));
    this.#positives = positives;
  }

  #shift(place: number): void {
    this.#moveColumns(place + 1, place);
    this.#positives?.copyWithin(place + 1, place, this.#size);
  }

  /** Moves the events from one index on to another index, in every column. */
  #moveColumns(to: number, from: number): void {
    const { columns } = this;
    for (let column = 0; column < HEAD + this.#width; column += 1) {
      const start = this.#block.at + column * this.#capacity;
      columns.copyWithin(start + to, start + from, start + this.#size);
    }
  }

  #write(place: number, { atMs, idHash, codes, texts }: PackedEvent): void {
    const { columns } = this;
    columns[this.#block.at + place] = atMs;
    columns[this.#idsAt + place] = idHash;
    let at = this.#block.at + HEAD * this.#capacity + place;
    for (let slot = 0; slot < this.#width; slot += 1, at += this.#capacity)
      columns[at] = slot < codes.length ? (codes[slot] ?? Number.NaN) : Number.NaN;
    if (this.#positives !== undefined) this.#positives[place] = 0;
    if (texts === undefined) return;
    for (const [code, text] of texts) (this.#texts ??= new Map<number, string>()).set(code, text);
  }
}
