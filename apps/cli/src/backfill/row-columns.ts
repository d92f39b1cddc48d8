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

  /** Columns for so many rows at most. */
  begin(most: number): ColumnDraft {
    for (const known of this.texts.values()) if (known.size > MAX_TEXTS) known.clear();
    return new ColumnDraft(this.reader, most, { texts: this.texts, values: this.names.values, links: this.names.links });
  }
}

/** Columns that grow row by row, so that what a row was made of is forgotten at once. */
export class ColumnDraft {
  private rows = 0;
  private readonly kinds: Uint8Array;
  private readonly labels: Uint8Array;
  private readonly times: Float64Array;
  private readonly idHashes: Float64Array;
  private readonly ids: string[] = [];
  private readonly keys: readonly {
    readonly name: string;
    readonly texts: Map<string, number>;
    readonly coded: CodedTexts & { fresh: string[] };
  }[];
  private readonly values: { readonly name: string; column: Float64Array | (Scalar | Position | undefined)[] }[];
  private readonly links: readonly { readonly group: string; readonly nodes: (readonly string[] | undefined)[] }[];

  constructor(
    private readonly reader: number,
    most: number,
    names: Pick<ColumnNames, 'values' | 'links'> & { readonly texts: ReadonlyMap<string, Map<string, number>> },
  ) {
    this.kinds = new Uint8Array(crossing(most));
    this.labels = new Uint8Array(crossing(most));
    this.times = doubles(most);
    this.idHashes = doubles(most);
    this.keys = [...names.texts].map(([name, texts]) => {
      const coded = { codes: new Int32Array(crossing(4 * most)), known: texts.size, fresh: [] };
      return { name, texts, coded };
    });
    this.values = names.values.map((name) => ({ name, column: doubles(most) }));
    this.links = names.links.map((group) => ({ group, nodes: [] }));
  }

  add({ kind, event, asks, label }: CountedRow): void {
    const row = this.rows;
    this.rows += 1;
    this.kinds[row] = kind;
    this.labels[row] = label;
    this.times[row] = event.atMs;
    this.idHashes[row] = textHash(event.id);
    for (const { name, texts, coded } of this.keys) coded.codes[row] = codeIn(event.keys[name] ?? asks?.[name], texts, coded.fresh);
    for (const entry of this.values) {
      const value = event.values[entry.name];
      if (entry.column instanceof Float64Array) {
        if (value === undefined || typeof value === 'number') entry.column[row] = value ?? Number.NaN;
        else entry.column = [...mixed(entry.column, row), value];
      } else entry.column.push(value);
    }
    if (this.links.length === 0) return;
    this.ids.push(event.id);
    for (const { group, nodes } of this.links) nodes.push(event.links?.[group]);
  }

  done(): RowColumns {
    const { reader, rows, kinds, labels, times, idHashes, ids } = this;
    return {
      reader,
      rows,
      kinds,
      labels,
      times,
      idHashes,
      ids,
      keys: Object.fromEntries(this.keys.map(({ name, coded }) => [name, coded])),
      values: Object.fromEntries(this.values.map(({ name, column }) => [name, column])),
      links: Object.fromEntries(this.links.map(({ group, nodes }) => [group, nodes])),
    };
  }
}

function codeIn(text: string | undefined, texts: Map<string, number>, fresh: string[]): number {
  if (text === undefined) return -1;
  const known = texts.get(text);
  if (known !== undefined) return known;
  const code = texts.size;
  texts.set(text, code);
  fresh.push(text);
  return code;
}

/** What stood in a column of numbers, now that there is something else. */
function mixed(numbers: Float64Array, rows: number): (number | undefined)[] {
  return Array.from(numbers.subarray(0, rows), (value) => (Number.isNaN(value) ? undefined : value));
}

function doubles(length: number): Float64Array {
  return new Float64Array(crossing(8 * length));
}

/** Memory that threads look at together: nothing is copied on the way. */
function crossing(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes);
}
