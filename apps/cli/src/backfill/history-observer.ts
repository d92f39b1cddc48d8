import {
  DECISION_KIND,
  type Catalogue,
  type CounterEvent,
  type CounterRead,
  type Counters,
  type GroupStep,
  type Position,
  type Scalar,
  type WindowStep,
} from '@gavel/engine';
import { ROW_KINDS, ROW_LABELS, type RowColumns } from './row-columns.js';
import { partOf, type Share } from './share-out.js';

/** A window or group that this observer answers for. */
interface Asked {
  readonly step: WindowStep | GroupStep;
  readonly share: Share;
}

/** Answers of one feature for the rows of a block; numbers as doubles (NaN: none), booleans as 0 and 1. */
export type AnswerColumn = Float64Array | (Scalar | undefined)[];
/** By feature. */
export type Answers = Record<string, AnswerColumn>;

/** Counts and reads the history of its shares, row by row, exactly as the live path does: it asks the same counters. */
export class HistoryObserver {
  private readonly asked: readonly Asked[];
  /** Keys under which decisions are not counted, though they ask by them. */
  private readonly uncounted: ReadonlySet<string>;
  /** Labels that are known later than their event, by when. */
  private readonly pending: { readonly knownMs: number; readonly event: CounterEvent; readonly isPositive: boolean }[] = [];
  private nextPending = 0;

  constructor(
    private readonly flow: string,
    private readonly catalogue: Pick<Catalogue, 'windows' | 'groups' | 'keys' | 'textFields'>,
    private readonly shares: readonly Share[],
    private readonly parts: { readonly counters: Counters; readonly labelAfterMs: number },
  ) {
    this.uncounted = new Set(catalogue.keys.flatMap(({ name, kinds }) => (kinds.includes(DECISION_KIND) ? [] : [name])));
    this.asked = [...catalogue.windows, ...catalogue.groups].flatMap((step) => {
      const own = shares.find((share) => (isGroup(step) ? share.isGroup && share.name === step.read.group : share.name === step.key.name));
      return own === undefined ? [] : [{ step, share: own }];
    });
  }

  /** Empty answers for a block. */
  answersFor({ rows }: RowColumns): Answers {
    const column = ({ step }: Asked): AnswerColumn =>
      step.type === 'string' ? Array.from({ length: rows }, () => undefined) : new Float64Array(rows).fill(Number.NaN);
    return Object.fromEntries(this.asked.map((asked) => [asked.step.name, column(asked)]));
  }

  /** Counts a row and marks it by its label, without reading: for those who look back at all that ever arrived. */
  async count(columns: RowColumns, row: number): Promise<void> {
    const event = this.eventOf(columns, row);
    if (!hasPlace(event)) return;
    const kind = columns.kinds[row];
    if (kind === ROW_KINDS.decision || kind === ROW_KINDS.event) await this.parts.counters.add(this.flow, this.counted(event, kind));
    else await this.label(event, kind === ROW_KINDS.positiveLabel);
    const label = columns.labels[row];
    if (label !== undefined && label !== ROW_LABELS.none) await this.label(event, label === ROW_LABELS.positive);
  }

  /** Reads what a row that was counted asks. */
  async readAgain(columns: RowColumns, row: number, answers: Answers): Promise<void> {
    const event = this.eventOf(columns, row);
    if (columns.kinds[row] === ROW_KINDS.decision && hasPlace(event)) await this.read(event, answers, row);
  }

  /** Counts a row and reads what it asks into `answers`; what is known only later is told to the counters when it is. */
  async observe(columns: RowColumns, row: number, answers: Answers): Promise<void> {
    const { counters } = this.parts;
    const event = this.eventOf(columns, row);
    if (!hasPlace(event)) return;
    await this.ripen(event.atMs);
    const kind = columns.kinds[row];
    if (kind === ROW_KINDS.decision) await this.read(event, answers, row);
    else if (kind === ROW_KINDS.event) await counters.add(this.flow, event);
    else await this.label(event, kind === ROW_KINDS.positiveLabel);
    const label = columns.labels[row];
    if (label === undefined || label === ROW_LABELS.none) return;
    const isPositive = label === ROW_LABELS.positive;
    if (this.parts.labelAfterMs === 0) await this.label(event, isPositive);
    else this.pending.push({ knownMs: event.atMs + this.parts.labelAfterMs, event, isPositive });
  }

  private async label({ id, atMs, keys, links }: CounterEvent, isPositive: boolean): Promise<void> {
    await this.parts.counters.label(this.flow, { eventId: id, atMs, keys, isPositive, ...(links === undefined ? {} : { links }) });
  }

  /** Labels that have become known by now. They come in about the order of their events, so the first that is not known yet ends it. */
  private async ripen(nowMs: number): Promise<void> {
    for (let next = this.pending[this.nextPending]; next !== undefined && next.knownMs <= nowMs; next = this.pending[this.nextPending]) {
      this.nextPending += 1;
      await this.label(next.event, next.isPositive);
    }
    if (this.nextPending < 10_000) return;
    this.pending.splice(0, this.nextPending);
    this.nextPending = 0;
  }

  private async read(event: CounterEvent, answers: Answers, row: number): Promise<void> {
    const reads: CounterRead[] = [];
    const names: string[] = [];
    for (const { step } of this.asked) {
      const read = readOf(step, event);
      if (read === undefined) continue;
      reads.push(read);
      names.push(step.name);
    }
    const { values } = await this.parts.counters.observe(this.flow, this.counted(event, ROW_KINDS.decision), reads);
    for (let at = 0; at < names.length; at += 1) put(answers[names[at] ?? ''], row, values[at]);
  }

  /** A decision is not counted under the keys of features that look at other kinds of event alone. */
  private counted(event: CounterEvent, kind: number | undefined): CounterEvent {
    if (this.uncounted.size === 0 || kind !== ROW_KINDS.decision) return event;
    return { ...event, keys: Object.fromEntries(Object.entries(event.keys).filter(([name]) => !this.uncounted.has(name))) };
  }

  /** The event of a row as far as it concerns this observer: with those of its keys that are the observer's. */
  private eventOf({ ids, times, keys: coded, values: columns, links: linked }: RowColumns, row: number): CounterEvent {
    const keys: Record<string, string> = {};
    let links: Record<string, readonly string[]> | undefined;
    for (const { name, isGroup: isLink, part, parts } of this.shares) {
      if (isLink) {
        const nodes = linked[name]?.[row];
        if (nodes !== undefined) links = { ...links, [name]: nodes };
        continue;
      }
      const texts = coded[name];
      const key = texts?.texts[texts.codes[row] ?? -1];
      if (key !== undefined && (parts === 1 || partOf(key, parts) === part)) keys[name] = key;
    }
    const values: Record<string, Scalar | Position> = {};
    for (const name in columns) {
      const value = columns[name]?.[row];
      if (value !== undefined && !Number.isNaN(value)) values[name] = value;
    }
    const event = { id: ids[row] ?? '', atMs: times[row] ?? Number.NaN, keys, values, texts: this.catalogue.textFields };
    return links === undefined ? event : { ...event, links };
  }
}

function isGroup(step: WindowStep | GroupStep): step is GroupStep {
  return 'nodeField' in step;
}

function hasPlace({ keys, links }: CounterEvent): boolean {
  for (const name in keys) if (keys[name] !== undefined) return true;
  return links !== undefined;
}

function readOf(step: WindowStep | GroupStep, { keys, values, links }: CounterEvent): CounterRead | undefined {
  if (isGroup(step)) {
    const node = links?.[step.read.group]?.find((one) => one.startsWith(`${step.nodeField}:`));
    return node === undefined ? undefined : { ...step.read, node, spec: step.read };
  }
  const key = keys[step.key.name];
  if (key === undefined) return undefined;
  const { keyField, windowMs, delayMs, includesCurrent, aggregate, of, where } = step.read;
  const current = step.currentOf === undefined ? undefined : values[step.currentOf];
  if (step.currentOf !== undefined && current === undefined) return undefined;
  return { keyField, key, windowMs, delayMs, includesCurrent, aggregate, of, where, current, spec: step.read };
}

function put(column: AnswerColumn | undefined, row: number, value: Scalar | undefined): void {
  if (value === undefined || column === undefined) return;
  if (column instanceof Float64Array) column[row] = Number(value);
  else column[row] = value;
}
