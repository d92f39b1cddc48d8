import type { CounterEvent, Position, Scalar } from '@gavel/engine';

/** What a row of a history is. */
export const ROW_KINDS = { decision: 0, event: 1, positiveLabel: 2, negativeLabel: 3 } as const;
type RowKind = (typeof ROW_KINDS)[keyof typeof ROW_KINDS];

/** A label that comes with a row of a file: none, genuine, fraud or default. */
export const ROW_LABELS = { none: 0, negative: 1, positive: 2 } as const;
export type RowLabel = (typeof ROW_LABELS)[keyof typeof ROW_LABELS];

/** One row as it is counted. */
export interface CountedRow {
  readonly kind: RowKind;
  readonly event: CounterEvent;
  /** Keys by which it asks and is not counted: of features that look at other kinds of event. */
  readonly asks?: Readonly<Record<string, string>>;
  readonly label: RowLabel;
}

/** Texts by code, so that each crosses to another thread once a block; −1: none. */
interface CodedTexts {
  readonly codes: Int32Array;
  readonly texts: readonly string[];
}

/** Values of one field: numbers as doubles (NaN: none), where all of them are numbers. */
type ValueColumn = Float64Array | readonly (Scalar | Position | undefined)[];

/** The rows of a block side by side: what threads send each other instead of an object a row. */
export interface RowColumns {
  readonly rows: number;
  readonly kinds: Uint8Array;
  readonly labels: Uint8Array;
  /** Epoch milliseconds. */
  readonly times: Float64Array;
  readonly ids: readonly string[];
  readonly keys: Readonly<Record<string, CodedTexts>>;
  readonly values: Readonly<Record<string, ValueColumn>>;
  readonly links: Readonly<Record<string, readonly (readonly string[] | undefined)[]>>;
}

/** The names that columns are made for: keys, values and link groups of a catalogue. */
export interface ColumnNames {
  readonly keys: readonly string[];
  readonly values: readonly string[];
  readonly links: readonly string[];
}

/** Rows as columns. */
export function columnsOf(rows: readonly CountedRow[], names: ColumnNames): RowColumns {
  const events = rows.map(({ event }) => event);
  return {
    rows: rows.length,
    kinds: Uint8Array.from(rows, ({ kind }) => kind),
    labels: Uint8Array.from(rows, ({ label }) => label),
    times: Float64Array.from(events, ({ atMs }) => atMs),
    ids: events.map(({ id }) => id),
    keys: Object.fromEntries(names.keys.map((name) => [name, codedTexts(rows, name)])),
    values: Object.fromEntries(names.values.map((name) => [name, valueColumn(events, name)])),
    links: Object.fromEntries(names.links.map((name) => [name, events.map(({ links }) => links?.[name])])),
  };
}

function codedTexts(rows: readonly CountedRow[], name: string): CodedTexts {
  const codes = new Int32Array(rows.length);
  const known = new Map<string, number>();
  for (const [row, { event, asks }] of rows.entries()) {
    const text = event.keys[name] ?? asks?.[name];
    if (text === undefined) {
      codes[row] = -1;
      continue;
    }
    const code = known.get(text) ?? known.size;
    if (code === known.size) known.set(text, code);
    codes[row] = code;
  }
  return { codes, texts: [...known.keys()] };
}

function valueColumn(events: readonly CounterEvent[], name: string): ValueColumn {
  const numbers = new Float64Array(events.length);
  for (const [row, { values }] of events.entries()) {
    const value = values[name];
    if (value === undefined) numbers[row] = Number.NaN;
    else if (typeof value === 'number') numbers[row] = value;
    else return events.map((event) => event.values[name]);
  }
  return numbers;
}
