import {
  codeOf,
  DECISION_KIND,
  EventHistory,
  EventLayout,
  planReads,
  readWindows,
  type Catalogue,
  type ColumnArena,
  type KeyPlan,
  type Position,
  type Scalar,
  type WindowRead,
  type WindowStep,
} from '@gavel/engine';
import { KEPT, KeyTable, type KeyEntry } from '@gavel/store/key-table';
import { answer, type AnswerColumn, type Answers } from './answers.js';
import { PendingLabels } from './pending-labels.js';
import { ROW_KINDS, type CodedTexts, type RowColumns, type ValueColumn } from './row-columns.js';
import { partOf, type Share } from './share-out.js';

/** Texts of one reader, and what they have been found to be. */
interface KnownTexts {
  readonly texts: string[];
  /** By code; null: another worker's key. */
  readonly entries: (KeyEntry | null | undefined)[];
  /** Evicted keys when the entries were found. */
  evicted: number;
}

/** A field of which history keeps a code. */
interface KeptField {
  readonly name: string;
  readonly isPosition: boolean;
  readonly slot: number;
  readonly keepsText: boolean;
}

/** What is marked by a label that became known later. */
interface LabelledEvent {
  readonly key: string;
  readonly atMs: number;
  readonly idHash: number;
  readonly isPositive: boolean;
}

/** A row on its way into history: one for all rows, for a history keeps nothing of it but its numbers. */
interface RowEvent {
  atMs: number;
  idHash: number;
  readonly codes: number[];
  texts: Map<number, string> | undefined;
}

const NOWHERE: Position = { lat: Number.NaN, lon: Number.NaN };

/** One kind of key, or the part of its keys that is one worker's: counts and reads rows as the live path does, without an object a row. */
export class KeyShare {
  readonly labels = new PendingLabels<LabelledEvent>((mark) => this.mark(mark));
  readonly steps: readonly WindowStep[];
  readonly plan: KeyPlan | undefined;
  readonly fields: readonly KeptField[];
  /** Are decisions counted under this key, or do they only ask by it? */
  readonly countsDecisions: boolean;
  readonly table: KeyTable;
  readonly empty: EventHistory;
  readonly event: RowEvent;
  readonly reads: { current?: WindowRead['current'] }[];
  readonly values: (Scalar | undefined)[];
  private readonly known = new Map<number, KnownTexts>();

  constructor(
    private readonly share: Share,
    catalogue: Pick<Catalogue, 'windows' | 'keys' | 'textFields'>,
    arena: ColumnArena,
  ) {
    this.steps = catalogue.windows.filter(({ key }) => key.name === share.name);
    this.plan = planReads(this.steps.map(({ read }) => ({ ...read, key: '', spec: read }))).keys[0];
    this.countsDecisions = catalogue.keys.some(({ name, kinds }) => name === share.name && kinds.includes(DECISION_KIND));
    const layout = new EventLayout();
    this.fields = keptFields(this.steps, layout, catalogue.textFields);
    this.table = new KeyTable(layout, KEPT, { arena });
    if (this.plan !== undefined) this.table.noteAsked(this.plan);
    this.empty = new EventHistory(layout);
    this.event = { atMs: Number.NaN, idHash: 0, codes: Array.from({ length: layout.width }, () => Number.NaN), texts: undefined };
    this.reads = this.steps.map(() => ({}));
    this.values = this.steps.map(() => undefined);
  }

  open(columns: RowColumns, answers: Answers): KeyBlock | undefined {
    const keys = columns.keys[this.share.name];
    return keys === undefined
      ? undefined
      : new KeyBlock(this, columns, { codes: keys.codes, known: this.knownTexts(columns, keys), answers });
  }

  /** The key of a code in this worker's table; undefined: it is another's. */
  entryOf(code: number, known: KnownTexts): KeyEntry | undefined {
    if (known.evicted !== this.table.evictedKeys) {
      known.entries.length = 0;
      known.evicted = this.table.evictedKeys;
    }
    const found = known.entries[code];
    if (found !== undefined) return found ?? undefined;
    const text = known.texts[code];
    if (text === undefined) return undefined;
    const entry = this.isOwn(text) ? this.table.openHistory(text) : null;
    while (known.entries.length < code) known.entries.push(undefined);
    known.entries[code] = entry;
    return entry ?? undefined;
  }

  /** What a decision looks at: where it is not counted itself, there may be nothing. Undefined: it is another worker's. */
  historyOf(code: number, known: KnownTexts): EventHistory | undefined {
    if (this.countsDecisions) return this.entryOf(code, known)?.history;
    const text = known.texts[code];
    return text !== undefined && this.isOwn(text) ? (this.table.historyOf(text) ?? this.empty) : undefined;
  }

  mark({ key, atMs, idHash, isPositive }: LabelledEvent): void {
    this.table.historyOf(key)?.label(atMs, idHash, isPositive);
  }

  isOwn(key: string): boolean {
    const { part, parts } = this.share;
    return parts === 1 || partOf(key, parts) === part;
  }

  private knownTexts({ reader }: RowColumns, { known, fresh }: CodedTexts): KnownTexts {
    let own = this.known.get(reader);
    // Blocks that are still open look at what was known before.
    if (own === undefined || known === 0) this.known.set(reader, (own = { texts: [], entries: [], evicted: this.table.evictedKeys }));
    for (const text of fresh) own.texts.push(text);
    return own;
  }
}

/** The rows of a block, as one kind of key sees them. */
export class KeyBlock {
  private readonly values: readonly (ValueColumn | undefined)[];
  private readonly currents: readonly (ValueColumn | undefined)[];
  private readonly answers: readonly AnswerColumn[];
  private readonly codes: Int32Array;
  private readonly known: KnownTexts;

  constructor(
    private readonly share: KeyShare,
    private readonly columns: RowColumns,
    { codes, known, answers }: { readonly codes: Int32Array; readonly known: KnownTexts; readonly answers: Answers },
  ) {
    this.codes = codes;
    this.known = known;
    this.values = share.fields.map(({ name }) => columns.values[name]);
    this.currents = share.steps.map(({ currentOf }) => (currentOf === undefined ? undefined : columns.values[currentOf]));
    this.answers = share.steps.map(({ name }) => answers[name] ?? []);
  }

  /** Counts a row; of a decision only where decisions are counted under this key. */
  count(row: number): void {
    const isCounted = this.columns.kinds[row] !== ROW_KINDS.decision || this.share.countsDecisions;
    const entry = isCounted ? this.share.entryOf(this.codeAt(row), this.known) : undefined;
    if (entry !== undefined) this.share.table.add(entry, this.packed(row));
  }

  /** Reads what a row asks. */
  read(row: number): void {
    const { plan, reads, values, steps, event } = this.share;
    const history = this.share.historyOf(this.codeAt(row), this.known);
    if (history === undefined || plan === undefined) return;
    for (let place = 0; place < reads.length; place += 1) {
      const read = reads[place];
      if (read !== undefined && this.currents[place] !== undefined) read.current = this.currentAt(place, row);
    }
    event.atMs = this.timeAt(row);
    event.idHash = this.columns.idHashes[row] ?? 0;
    readWindows(history, plan, { atMs: event.atMs, idHash: event.idHash, reads, values });
    for (let place = 0; place < steps.length; place += 1) {
      // Where there is nothing to compare with, nothing is asked.
      if (steps[place]?.currentOf !== undefined && reads[place]?.current === undefined) continue;
      const column = this.answers[place];
      if (column !== undefined) answer(column, row, values[place]);
    }
  }

  /** Marks the event of a row, at once or when it becomes known. */
  label(row: number, isPositive: boolean, knownMs?: number): void {
    const key = this.known.texts[this.codeAt(row)];
    if (key === undefined) return;
    const mark = { key, atMs: this.timeAt(row), idHash: this.columns.idHashes[row] ?? 0, isPositive };
    if (knownMs === undefined) this.share.mark(mark);
    else if (this.share.isOwn(key)) this.share.labels.add(knownMs, mark);
  }

  ripen(nowMs: number): void {
    this.share.labels.ripen(nowMs);
  }

  private codeAt(row: number): number {
    return this.codes[row] ?? -1;
  }

  private timeAt(row: number): number {
    return this.columns.times[row] ?? Number.NaN;
  }

  private currentAt(place: number, row: number): WindowRead['current'] {
    const value = this.currents[place]?.[row];
    return typeof value === 'number' && Number.isNaN(value) ? undefined : value;
  }

  private packed(row: number): RowEvent {
    const { event, fields } = this.share;
    event.atMs = this.timeAt(row);
    if (!Number.isFinite(event.atMs)) throw new RangeError(`an event's time must be finite milliseconds, not ${event.atMs}`);
    event.idHash = this.columns.idHashes[row] ?? 0;
    event.texts = undefined;
    for (let place = 0; place < fields.length; place += 1) {
      const field = fields[place];
      const column = this.values[place];
      if (field === undefined) continue;
      if (column instanceof Float64Array && !field.isPosition) event.codes[field.slot] = codeOf(column[row] ?? Number.NaN);
      else pack(event, field, column?.[row]);
    }
    return event;
  }
}

function pack(event: RowEvent, { slot, isPosition, keepsText }: KeptField, value: Scalar | Position | undefined): void {
  if (isPosition) {
    const { lat, lon } = typeof value === 'object' ? value : NOWHERE;
    event.codes[slot] = lat;
    event.codes[slot + 1] = lon;
    return;
  }
  const code = value === undefined || typeof value === 'object' ? Number.NaN : codeOf(value);
  event.codes[slot] = code;
  if (keepsText && typeof value === 'string') (event.texts ??= new Map<number, string>()).set(code, value);
}

function keptFields(steps: readonly WindowStep[], layout: EventLayout, textFields: ReadonlySet<string>): readonly KeptField[] {
  const fields = new Map<string, KeptField>();
  const keep = (name: string | undefined, isPosition: boolean): void => {
    if (name === undefined) return;
    const slot = isPosition ? layout.claimPositionSlot(name) : layout.claimSlot(name);
    fields.set(`${name}/${isPosition}`, { name, isPosition, slot, keepsText: textFields.has(name) });
  };
  for (const { read } of steps) {
    keep(read.of, read.aggregate === 'distance' || read.aggregate === 'speed');
    keep(read.where?.fact, false);
  }
  return [...fields.values()];
}
