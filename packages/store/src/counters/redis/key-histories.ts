import {
  encodeEvent,
  encodeLabel,
  EventHistory,
  EventLayout,
  isGroupRead,
  textHash,
  type CounterEvent,
  type CounterRead,
  type EventLabel,
  type PackedEvent,
  type Scalar,
  type WindowRead,
} from '@gavel/engine';
import { EventLog, type EventLogLimits } from './event-log.js';
import { APPEND, EXPIRE, IF_THERE, UNREAD, type AskedLog, type Entry } from './history-question.js';
import type { EntryReply } from './history-reply.js';
import { KnownLogs, type KnownLogsLimits, type Look } from './known-logs.js';
import { FRAME_RECORD, frameOf } from './log-frames.js';

/** A field that events keep. */
export interface KeptField {
  readonly name: string;
  /** Is it a position, or a plain value? */
  readonly isPosition: boolean;
  /** Is its text asked for, and not only compared? */
  readonly keepsText: boolean;
}

/** What a flow keeps by key. */
export interface KeyHistoriesTerms {
  /** In an order that is the same in every replica: it says which value stands where in the bytes. */
  readonly fields: readonly KeptField[];
  readonly events: EventLogLimits;
  readonly logs: KnownLogsLimits;
  /** Key of a log in Redis. */
  readonly nameOf: (keyField: string, key: string) => string;
}

/** One key that is read for an event. */
interface ReadKey {
  readonly keyField: string;
  readonly key: string;
  readonly name: string;
  look?: Look<EventLog>;
}

/** An event on its way. */
export interface AskedEvent {
  readonly packed: PackedEvent;
  readonly entry: Entry;
  readonly keys: readonly ReadKey[];
}

/** Histories by key: events become frames of their keys' logs, and frames become histories to read. */
export class KeyHistories {
  readonly #terms: KeyHistoriesTerms;
  readonly #layout: EventLayout;
  readonly #width: number;
  readonly #empty: EventHistory;
  readonly #logs: KnownLogs<EventLog>;

  constructor(terms: KeyHistoriesTerms) {
    this.#terms = terms;
    this.#layout = layoutOf(terms.fields);
    this.#width = this.#layout.width;
    this.#empty = new EventHistory(this.#layout);
    this.#logs = new KnownLogs(terms.logs, () => new EventLog(this.#layout, terms.events));
  }

  get stats(): { readonly logs: number; readonly bytes: number } {
    return { logs: this.#logs.size, bytes: this.#logs.bytes };
  }

  forget(): void {
    this.#logs.clear();
  }

  /** What to ask for an event and its reads: each log once, whether it is added to, read, or both. */
  ask(event: CounterEvent, reads: readonly CounterRead[], nowMs: number): AskedEvent {
    const packed = this.#pack(event);
    const keys: ReadKey[] = [];
    for (const read of reads) {
      if (isGroupRead(read) || keyAmong(keys, read.keyField, read.key) !== undefined) continue;
      keys.push({ keyField: read.keyField, key: read.key, name: this.#terms.nameOf(read.keyField, read.key) });
    }
    const logs: AskedLog[] = [];
    for (const read of keys) {
      const isAdded = event.keys[read.keyField] === read.key;
      const { look, asked } = this.#logs.lookAt(read.name, isAdded ? APPEND : 0, nowMs);
      read.look = look;
      logs.push(asked);
    }
    for (const keyField in event.keys) {
      const key = event.keys[keyField] ?? '';
      if (keyAmong(keys, keyField, key) === undefined) logs.push(appendTo(this.#terms.nameOf(keyField, key), APPEND + EXPIRE));
    }
    return { packed, keys, entry: { frame: eventFrame(packed), logs } };
  }

  /** The values of the reads, once Redis has answered; group reads are left out. */
  answer({ packed, keys, entry }: AskedEvent, reply: EntryReply | undefined): (read: WindowRead) => Scalar | undefined {
    const looks = keys.map(({ look }) => look).filter((look) => look !== undefined);
    this.#logs.takeAll(looks, reply, { bytes: entry.frame.length, take: (log) => log.add(packed) });
    return (read) => (keyAmong(keys, read.keyField, read.key)?.look?.log.content.history ?? this.#empty).read(read, packed);
  }

  /** Adds an event without reading. */
  add(event: CounterEvent, flags: number): Entry {
    return { frame: eventFrame(this.#pack(event)), logs: this.#logsOf(event.keys, APPEND + EXPIRE + flags) };
  }

  /** Marks an event, where its keys have a history at all. */
  label({ eventId, atMs, keys, isPositive }: EventLabel, flags: number): Entry {
    const record = encodeLabel({ atMs, idHash: textHash(eventId), isPositive });
    return { frame: frameOf(FRAME_RECORD, record), logs: this.#logsOf(keys, APPEND + IF_THERE + flags) };
  }

  #logsOf(keys: CounterEvent['keys'], flags: number): AskedLog[] {
    return Object.entries(keys).map(([keyField, key]) => appendTo(this.#terms.nameOf(keyField, key), flags));
  }

  #pack(event: CounterEvent): PackedEvent {
    if (!Number.isFinite(event.atMs)) throw new RangeError(`an event's time must be finite milliseconds, not ${event.atMs}`);
    const packed = this.#layout.pack(event);
    if (packed.codes.length > this.#width) throw new TypeError('an event has a value of another kind than its catalogue says');
    return packed;
  }
}

/** A handful, so that looking at each costs less than a table. */
function keyAmong(keys: readonly ReadKey[], keyField: string, key: string): ReadKey | undefined {
  for (const one of keys) if (one.keyField === keyField && one.key === key) return one;
  return undefined;
}

/** A log that is not read: nothing has to be known of it. */
export function appendTo(key: string, flags: number): AskedLog {
  return { key, flags, ...UNREAD };
}

function eventFrame(packed: PackedEvent): Buffer {
  return frameOf(FRAME_RECORD, encodeEvent(packed));
}

/** Slots are given as fields are met, so they are all met here, in the order of the catalogue. */
function layoutOf(fields: readonly KeptField[]): EventLayout {
  const texts = new Set(fields.flatMap(({ name, keepsText }) => (keepsText ? [name] : [])));
  const layout = new EventLayout((field) => texts.has(field));
  for (const { name, isPosition } of fields) {
    layout.pack({ id: '', atMs: 0, values: { [name]: isPosition ? { lat: 0, lon: 0 } : 0 } });
  }
  return layout;
}
