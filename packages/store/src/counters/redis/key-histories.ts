import {
  ColumnArena,
  encodeEvent,
  encodeLabel,
  EventHistory,
  EventLayout,
  isGroupRead,
  ReadPlanner,
  readWindows,
  textHash,
  type Asking,
  type CounterEvent,
  type CounterRead,
  type EventLabel,
  type PackedEvent,
  type ReadPlan,
  type ScanPlan,
  type Scalar,
} from '@gavel/engine';
import { EventLog, type EventLogLimits } from './event-log.js';
import { APPEND, EXPIRE, IF_THERE, UNREAD, type AskedLog, type Entry } from './history-question.js';
import type { EntryReply } from './history-reply.js';
import { KnownLogs, type KnownLogsLimits, type Look } from './known-logs.js';
import { FRAME_RECORD, frameOf } from './log-frames.js';

/** Logs that share memory: what is let go is let go together, so that nobody has to say that nothing reads it any more. */
const ARENA_LOGS = 2048;

/** Scans for which tiles are made: a catalogue has at most 500 features. */
const MAX_SCANS = 500;

/** A field that events keep. */
export interface KeptField {
  readonly name: string;
  /** Is it a position, or a plain value? */
  readonly isPosition: boolean;
}

/** What a flow keeps by key. */
export interface KeyHistoriesTerms {
  /** In an order that is the same in every replica: it says which value stands where in the bytes. */
  readonly fields: readonly KeptField[];
  readonly events: Omit<EventLogLimits, 'scans'>;
  readonly logs: KnownLogsLimits;
  /** Key of a log in Redis. */
  readonly nameOf: (keyField: string, key: string) => string;
}

/** An event on its way. */
export interface AskedEvent {
  readonly packed: PackedEvent;
  readonly entry: Entry;
  readonly reads: readonly CounterRead[];
  /** One for each key of the plan, in its order. */
  readonly looks: readonly Look<EventLog>[];
  readonly plan: ReadPlan;
}

/** Histories by key: events become frames of their keys' logs, and frames become histories to read. */
export class KeyHistories {
  readonly #terms: KeyHistoriesTerms;
  readonly #layout: EventLayout;
  readonly #width: number;
  readonly #empty: EventHistory;
  readonly #logs: KnownLogs<EventLog>;
  readonly #planner = new ReadPlanner();
  readonly #noted = new WeakSet<ReadPlan>();
  readonly #scans = new Map<string, ScanPlan>();
  #arena = new ColumnArena();
  #made = 0;

  constructor(terms: KeyHistoriesTerms) {
    this.#terms = terms;
    this.#layout = layoutOf(terms.fields);
    this.#width = this.#layout.width;
    this.#empty = new EventHistory(this.#layout);
    const limits = { ...terms.events, scans: () => this.#scans.values() };
    this.#logs = new KnownLogs(terms.logs, () => new EventLog(this.#layout, this.#nextArena(), limits));
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
    const plan = this.#planner.plan(reads);
    this.#noteScans(plan);
    const looks: Look<EventLog>[] = [];
    const logs: AskedLog[] = [];
    for (const { keyField, place } of plan.keys) {
      const key = keyAt(reads, place);
      const { look, asked } = this.#logs.lookAt(this.#terms.nameOf(keyField, key), event.keys[keyField] === key ? APPEND : 0, nowMs);
      looks.push(look);
      logs.push(asked);
    }
    for (const keyField in event.keys) {
      const key = event.keys[keyField] ?? '';
      if (plan.keys.some((one) => one.keyField === keyField && keyAt(reads, one.place) === key)) continue;
      logs.push(appendTo(this.#terms.nameOf(keyField, key), APPEND + EXPIRE));
    }
    return { packed, reads, plan, looks, entry: { frame: eventFrame(packed), logs } };
  }

  /** The values of the reads, once Redis has answered; those of groups are left out. */
  answer({ packed, reads, plan, looks, entry }: AskedEvent, reply: EntryReply | undefined): (Scalar | undefined)[] {
    this.#logs.takeAll(looks, reply, { bytes: entry.frame.length, take: (log) => log.add(packed) });
    const values: (Scalar | undefined)[] = Array.from({ length: reads.length });
    const asking: Asking = { atMs: packed.atMs, idHash: packed.idHash, reads, values };
    for (const [index, keyPlan] of plan.keys.entries()) {
      readWindows(looks[index]?.log.content.history ?? this.#empty, keyPlan, asking);
    }
    return values;
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

  /** What is folded must answer the scans that are asked for. */
  #noteScans(plan: ReadPlan): void {
    if (this.#noted.has(plan)) return;
    this.#noted.add(plan);
    for (const scan of plan.keys.flatMap(({ windows }) => windows.flatMap(({ scans }) => scans))) {
      if (scan.first.aggregate.keeps !== 'never' && this.#scans.size < MAX_SCANS) this.#scans.set(scan.name, scan);
    }
  }

  #nextArena(): ColumnArena {
    this.#made += 1;
    if (this.#made % ARENA_LOGS === 0) this.#arena = new ColumnArena();
    return this.#arena;
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

function keyAt(reads: readonly CounterRead[], place: number): string {
  const read = reads[place];
  return read === undefined || isGroupRead(read) ? '' : read.key;
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
  const layout = new EventLayout();
  for (const { name, isPosition } of fields) {
    layout.pack({ id: '', atMs: 0, values: { [name]: isPosition ? { lat: 0, lon: 0 } : 0 } });
  }
  return layout;
}
