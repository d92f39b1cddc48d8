import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { CounterEvent, EventLabel, HistoryPosition } from '@gavel/engine';
import type { StoreLogger } from '../store-logger.js';
import { readBase, writeBase, type KeptCounters } from './history-base.js';
import { NOTHING_READ, type HistoryItem, type HistorySource } from './history-source.js';
import { openSnapshot, SnapshotUnusableError, writeSnapshot, type SnapshotHead } from './snapshot-file.js';

/** Items in a segment: about 15 MB. */
const SEGMENT_ITEMS = 100_000;
const SEGMENT = /^\d{6}\.snapshot$/;

/** History as it was at a start; segments go on from it. */
const BASE = 'base.snapshot';
/** Sequences are given before their commit: so far back from what was read, something may still have been missing. */
const OVERLAP = 10_000;

/** What a journal is of, and where it lies. */
export interface HistoryJournalOptions {
  /** Of this flow and catalogue alone. */
  readonly dir: string;
  readonly flow: string;
  /** Names the catalogue: items that were made by another one are of no use. */
  readonly version: string;
  readonly source: HistorySource;
  readonly logger?: StoreLogger;
}

/** What of a segment is in its head. */
interface SegmentHead {
  readonly from: HistoryPosition;
  readonly to: HistoryPosition;
}

/**
 * History in files beside the database: a base, which holds what counters had come to at a start, and segments of what they were fed
 * since. A restart reads these and then only what the decision log has after them. Segments are written in the background from the decision log, whole or not at all, and follow one another without a gap;
 * one that is damaged or of another catalogue ends what can be used, and is written anew.
 */
export class HistoryJournal {
  readonly #options: HistoryJournalOptions;
  #segments = 0;
  #hasBase = false;
  #position: HistoryPosition = NOTHING_READ;
  /** How far the log went when it was looked at last: what was on its way then has been committed since. */
  #settled: HistoryPosition | undefined;
  #writing: Promise<number> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: HistoryJournalOptions) {
    this.#options = options;
  }

  /** How far the segments go. */
  get position(): HistoryPosition {
    return this.#position;
  }

  /** Counters as the base has them; undefined: there is none that can be used, which is told in one line. Comes before `load`. */
  async restored<C extends KeptCounters>(make: () => C): Promise<C | undefined> {
    const { dir, flow, version, logger } = this.#options;
    const path = join(dir, BASE);
    const counters = make();
    try {
      const to = await readBase(path, { flow, version }, counters);
      if (to === undefined) return undefined;
      this.#position = asPosition(to);
      this.#hasBase = true;
      return counters;
    } catch (error) {
      if (!(error instanceof SnapshotUnusableError)) throw error;
      logger?.warn(`features: the snapshot ${path} is not used: ${error.message}; the decision log is read instead`);
      await rm(path, { force: true });
      return undefined;
    }
  }

  /**
   * Writes a new base of counters that hold all that the log has up to `position` and nothing else, and lets go of the segments; before
   * anything else is counted. Where that fails, in one line, what was there stays.
   */
  async rebase(counters: KeptCounters, position: HistoryPosition, nowMs: number): Promise<void> {
    const { dir, flow, version, logger } = this.#options;
    const to = overlapped(position);
    try {
      await mkdir(dir, { recursive: true });
      const bytes = await writeBase(join(dir, BASE), { flow, version, to, nowMs }, counters);
      logger?.info(`features: the snapshot of ${flow} is whole, in ${Math.ceil(bytes / 1e6)} MB`);
    } catch (error) {
      logger?.warn(`features: no snapshot of ${flow} could be written: ${String(error)}`);
      return;
    }
    // Segments that are left behind by a crash do not follow from the base, and are not used.
    for (const name of await this.#segmentNames()) await rm(join(dir, name), { force: true });
    this.#segments = 0;
    this.#position = to;
    this.#hasBase = true;
  }

  /** Deletes what is there of other catalogues of the flow, once there is something of this one. */
  async deleteOthers(): Promise<void> {
    const { dir, logger } = this.#options;
    if (!this.#hasBase && this.#segments === 0) return;
    const [folder, own] = [dirname(dir), basename(dir)];
    const others = (await readdir(folder, { withFileTypes: true }).catch(() => [])).filter((one) => one.isDirectory() && one.name !== own);
    for (const { name } of others) {
      await rm(join(folder, name), { recursive: true, force: true });
      logger?.info(`features: the snapshot ${join(folder, name)} was of another catalogue and is deleted`);
    }
  }

  async #segmentNames(): Promise<readonly string[]> {
    return (await readdir(this.#options.dir).catch(() => [])).filter((name) => SEGMENT.test(name)).toSorted();
  }

  /** Hands over all items of the segments, in their order, and answers how many. What cannot be used is told in one line. */
  async load(take: (item: HistoryItem) => Promise<unknown>): Promise<number> {
    const { dir, logger } = this.#options;
    const names = await this.#segmentNames();
    let items = 0;
    for (const name of names) {
      try {
        items += await this.#loadSegment(join(dir, name), take);
        this.#segments += 1;
      } catch (error) {
        if (!(error instanceof SnapshotUnusableError)) throw error;
        logger?.warn(`features: the snapshot ${join(dir, name)} is not used: ${error.message}; the decision log is read instead`);
        break;
      }
    }
    for (const name of names.slice(this.#segments)) await rm(join(dir, name), { force: true });
    return items;
  }

  /** Says how far the log was seen to go some while ago: what lies before can be written. */
  seen(position: HistoryPosition): void {
    this.#settled = position;
  }

  /** Writes what has come into the log and been settled there, if it is at least `least` items. Answers how many were written. */
  extend(least = 1): Promise<number> {
    this.#writing ??= this.#extend(least).finally(() => (this.#writing = undefined));
    return this.#writing;
  }

  /** Extends in the background from now on. */
  start(everyMs: number, least: number): void {
    const { logger, flow } = this.#options;
    const look = async (): Promise<void> => {
      const items = await this.extend(least);
      if (items > 0) logger?.info(`features: the snapshot of ${flow} has ${items} more items`);
      await this.deleteOthers();
    };
    const failed = (error: unknown): void => logger?.warn(`features: no snapshot of ${flow} could be written: ${String(error)}`);
    this.#timer = setInterval(() => void look().catch(failed), everyMs).unref();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#writing?.catch(() => undefined);
  }

  async #loadSegment(path: string, take: (item: HistoryItem) => Promise<unknown>): Promise<number> {
    const snapshot = await openSnapshot(path);
    if (snapshot === undefined) throw new SnapshotUnusableError('it is gone');
    try {
      const { to } = this.#headOf(snapshot.head);
      const items: HistoryItem[] = [];
      for await (const block of snapshot.blocks()) for (const record of block) items.push(itemOf(record));
      // Nothing of a segment is taken before its end was read and found right.
      for (const item of items) await take(item);
      this.#position = to;
      return items.length;
    } finally {
      await snapshot.close();
    }
  }

  #headOf(head: SnapshotHead): SegmentHead {
    const { flow, version } = this.#options;
    if (head['flow'] !== flow || head['version'] !== version) throw new SnapshotUnusableError('it is of another catalogue');
    const [from, to] = [asPosition(head['from']), asPosition(head['to'])];
    if (JSON.stringify(from) !== JSON.stringify(this.#position)) throw new SnapshotUnusableError('what comes before it is missing');
    return { from, to };
  }

  async #extend(least: number): Promise<number> {
    const settled = this.#settled;
    let head = this.#position;
    let written = 0;
    let items: HistoryItem[] = [];
    let to = this.#position;
    for await (const page of this.#options.source.pages(this.#position)) {
      if (this.#isClosed) return written;
      head = page.position;
      if (settled === undefined || !covers(settled, page.position)) continue;
      items.push(...page.items);
      to = page.position;
      if (items.length < SEGMENT_ITEMS) continue;
      await this.#write(items, to);
      written += items.length;
      items = [];
    }
    this.#settled = head;
    if (items.length < least) return written;
    await this.#write(items, to);
    return written + items.length;
  }

  async #write(items: readonly HistoryItem[], to: HistoryPosition): Promise<void> {
    const { dir, flow, version } = this.#options;
    await mkdir(dir, { recursive: true });
    const name = `${String(this.#segments + 1).padStart(6, '0')}.snapshot`;
    const head = { flow, version, from: this.#position, to, items: items.length };
    await writeSnapshot(join(dir, name), head, recordsOf(items));
    this.#segments += 1;
    this.#position = to;
  }
}

/** Short names, for there are millions of them. */
function* recordsOf(items: readonly HistoryItem[]): Generator<Uint8Array> {
  for (const item of items) {
    const row =
      'event' in item
        ? [item.sequence, item.event.id, item.event.atMs, item.event.keys, item.event.links ?? 0, item.event.values]
        : [item.sequence, item.label.eventId, item.label.atMs, item.label.keys, item.label.links ?? 0, item.label.isPositive];
    yield Buffer.from(JSON.stringify(row));
  }
}

type Row = [number, string, number, CounterEvent['keys'], NonNullable<CounterEvent['links']> | 0, CounterEvent['values'] | boolean];

/** The checksum has told that these are the bytes that we wrote. */
function itemOf(record: Buffer): HistoryItem {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const [sequence, id, atMs, keys, kept, rest] = JSON.parse(record.toString()) as Row;
  const links = kept === 0 ? {} : { links: kept };
  if (typeof rest === 'boolean') {
    const label: EventLabel = { eventId: id, atMs, keys, ...links, isPositive: rest };
    return { label, sequence };
  }
  return { event: { id, atMs, keys, values: rest, ...links }, sequence };
}

function before(place: number): number {
  return Math.max(0, place - OVERLAP);
}

function overlapped({ sequence, unplaced }: HistoryPosition): HistoryPosition {
  return {
    sequence: before(sequence),
    unplaced: Object.fromEntries(Object.entries(unplaced).map(([kind, place]) => [kind, before(place)])),
  };
}

/** Is everything of `part` in `whole`? */
function covers(whole: HistoryPosition, part: HistoryPosition): boolean {
  const kinds = ['decision', 'event', 'label'] as const;
  return part.sequence <= whole.sequence && kinds.every((kind) => (part.unplaced[kind] ?? 0) <= (whole.unplaced[kind] ?? 0));
}

function asPosition(value: unknown): HistoryPosition {
  if (
    typeof value !== 'object' ||
    value === null ||
    !('sequence' in value) ||
    typeof value.sequence !== 'number' ||
    !('unplaced' in value)
  ) {
    throw new SnapshotUnusableError('its head says no position');
  }
  const rows = Object.entries(value.unplaced ?? {}).filter((row): row is [string, number] => typeof row[1] === 'number');
  return { sequence: value.sequence, unplaced: Object.fromEntries(rows) };
}
