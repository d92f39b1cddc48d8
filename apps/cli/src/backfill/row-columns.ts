import { textHash, type CounterEvent, type Position, type Scalar } from '@gavel/engine';

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
  readonly asks?: Readonly<Record<string, string>> | undefined;
  readonly label: RowLabel;
}

/**
 * Texts by code; −1: none. A code stands for the same text in all blocks that one thread reads, so that each text crosses to another
 * thread once: `fresh` are the texts from code `known` on, and where that is 0 all codes begin anew.
 */
export interface CodedTexts {
  readonly codes: Int32Array;
  readonly known: number;
  readonly fresh: readonly string[];
}

/** Values of one field: numbers as doubles (NaN: none), where all of them are numbers. */
export type ValueColumn = Float64Array | readonly (Scalar | Position | undefined)[];

/** The rows of a block side by side: what threads send each other instead of an object a row. */
export interface RowColumns {
  /** The thread that has read the block. */
  readonly reader: number;
  readonly rows: number;
  readonly kinds: Uint8Array;
  readonly labels: Uint8Array;
  /** Epoch milliseconds. */
  readonly times: Float64Array;
  readonly idHashes: Float64Array;
  /** Only where there are links: a graph is told of labels by id. */
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

/** Texts that a reader remembers under one key before its codes begin anew. */
const MAX_TEXTS = 65_536;

/** Puts the rows of blocks side by side, for one thread. */
export class ColumnMaker {
  private readonly texts: ReadonlyMap<string, Map<string, number>>;

  constructor(
    private readonly reader: number,
    private readonly names: ColumnNames,
  ) {
    this.texts = new Map(names.keys.map((name) => [name, new Map<string, number>()]));
  }

  columnsOf(rows: readonly CountedRow[]): RowColumns {
    const count = rows.length;
    const [kinds, labels] = [new Uint8Array(crossing(count)), new Uint8Array(crossing(count))];
    const [times, idHashes] = [doubles(count), doubles(count)];
    for (let row = 0; row < count; row += 1) {
      const one = rows[row];
      if (one === undefined) continue;
      kinds[row] = one.kind;
      labels[row] = one.label;
      times[row] = one.event.atMs;
      idHashes[row] = textHash(one.event.id);
    }
    return {
      reader: this.reader,
      rows: count,
      kinds,
      labels,
      times,
      idHashes,
      ids: this.names.links.length === 0 ? [] : rows.map(({ event }) => event.id),
      keys: Object.fromEntries([...this.texts].map(([name, known]) => [name, codedTexts(rows, name, known)])),
      values: Object.fromEntries(this.names.values.map((name) => [name, valueColumn(rows, name)])),
      links: Object.fromEntries(this.names.links.map((name) => [name, rows.map(({ event }) => event.links?.[name])])),
    };
  }
}

function codedTexts(rows: readonly CountedRow[], name: string, known: Map<string, number>): CodedTexts {
  if (known.size > MAX_TEXTS) known.clear();
  const before = known.size;
  const codes = new Int32Array(crossing(4 * rows.length));
  const fresh: string[] = [];
  for (let row = 0; row < rows.length; row += 1) {
    const one = rows[row];
    const text = one?.event.keys[name] ?? one?.asks?.[name];
    let code = text === undefined ? -1 : known.get(text);
    if (text !== undefined && code === undefined) {
      code = known.size;
      known.set(text, code);
      fresh.push(text);
    }
    codes[row] = code ?? -1;
  }
  return { codes, known: before, fresh };
}

function valueColumn(rows: readonly CountedRow[], name: string): ValueColumn {
  const numbers = doubles(rows.length);
  for (let row = 0; row < rows.length; row += 1) {
    const value = rows[row]?.event.values[name];
    if (value === undefined) numbers[row] = Number.NaN;
    else if (typeof value === 'number') numbers[row] = value;
    else return rows.map(({ event }) => event.values[name]);
  }
  return numbers;
}

function doubles(length: number): Float64Array {
  return new Float64Array(crossing(8 * length));
}

/** Memory that threads look at together: nothing is copied on the way. */
function crossing(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes);
}
