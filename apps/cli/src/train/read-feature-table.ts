import { tableFaults, type FeatureColumn, type FeatureTable, type ModelInput } from '@gavel/models';
import { PLAIN_LABELS, type LabelTable } from '@gavel/engine';
import { CommandFailure } from '../command-failure.js';
import { readCells, type TableCell, type TableRow } from './table-cells.js';

/** Which columns of a file are no features. */
export interface TableColumns {
  readonly label: string;
  readonly time: string;
  readonly group: string;
  /** Neither features nor anything else: ids, texts. */
  readonly ignored: readonly string[];
  /** What words in the label column mean, beside 0 and 1. Absent: the labels of a flow that declares none. */
  readonly labels?: LabelTable;
  /** Of a row without a label: take it for genuine, or leave it out. Absent: it is a fault. */
  readonly unlabelled?: 'genuine' | 'left out';
}

/** Rows to make a table of. */
export interface TableRows {
  /** For people: the file, or the log. */
  readonly title: string;
  readonly rows: AsyncIterable<TableRow>;
  /** Of columns whose kind is known; that of others, the first 1,000 rows tell. */
  readonly kinds?: ReadonlyMap<string, Kind>;
}

/** Rows that tell of what kind a column is. */
const ROWS_LOOKED_AT = 1000;
/** Rows of one file. */
const MAX_ROWS = 50_000_000;
/** Different texts of one category. */
const MAX_NAMES = 10_000;
const MAX_FAULTS = 20;
/** What programs write in the place of a number: it says nothing of what kind the column is. */
const NO_NUMBER = /^[+-]?(nan|inf|infinity)$/i;
const MISSING_NUMBER = /^[+-]?nan$/i;
const ISO_DATE = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?$/;
/** The last instant that a Date can hold. */
const MAX_TIME_MS = 8.64e15;
const WANTED_TIME = 'must be epoch milliseconds or a date and time like 2026-05-04T13:37:00+02:00 (without an offset it is UTC)';
const WANTED = { number: 'a number', boolean: 'true or false', category: 'a text' } as const;

type Kind = FeatureColumn['kind'];

/**
 * Reads a table of features: CSV with a header, or a JSON object a line (`.jsonl`, `.ndjson`); gzip where the name ends in `.gz`. An empty cell,
 * a null and an absent member are missing. What kind a column is, its first 1,000 rows tell. Rows are put in order of time.
 * Fails with every fault, its line and how to mend it; also where a column of `inputs`, what a model reads, is not there or of another kind.
 */
export async function readFeatureTable(
  path: string,
  { columns, inputs = [] }: { readonly columns: TableColumns; readonly inputs?: readonly ModelInput[] | undefined },
  onRows: (rows: number) => void,
): Promise<FeatureTable> {
  const kinds = new Map(inputs.map(({ fact, kind }) => [fact, kind]));
  const table = await tableOfRows({ title: path, rows: readCells(path), kinds }, columns, onRows);
  const faults = tableFaults(table, inputs);
  if (faults.length === 0) return table;
  const mend = 'gavel backfill writes features; request fields come with its --fields.';
  throw new CommandFailure(2, [...faults.map((fault) => `${path}: ${fault}`), mend].join('\n'));
}

/** Makes a table of rows, as `readFeatureTable` does of a file's. */
export async function tableOfRows(source: TableRows, columns: TableColumns, onRows: (rows: number) => void): Promise<FeatureTable> {
  const reader = new TableReader(source, columns);
  try {
    for await (const { cells, line } of source.rows) {
      reader.add(cells, line);
      if (line % 20_000 === 0) onRows(line);
    }
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    throw new CommandFailure(2, `${source.title} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return reader.finish();
}

type Cells = ReadonlyMap<string, TableCell>;

class TableReader {
  readonly #title: string;
  readonly #kinds: ReadonlyMap<string, Kind>;
  readonly #columns: TableColumns;
  readonly #first: { readonly cells: Cells; readonly line: number }[] = [];
  readonly #features = new Map<string, { readonly kind: Kind; readonly values: number[]; readonly codes: Map<string, number> }>();
  readonly #labels: number[] = [];
  readonly #times: number[] = [];
  readonly #groups: number[] = [];
  readonly #groupCodes = new Map<string, number>();
  readonly #faults: string[] = [];
  #isOpen = false;

  constructor({ title, kinds = new Map() }: TableRows, columns: TableColumns) {
    this.#title = title;
    this.#kinds = kinds;
    this.#columns = columns;
  }

  add(cells: Cells, line: number): void {
    if (this.#isOpen) return this.#keep(cells, line);
    this.#first.push({ cells, line });
    if (this.#first.length >= ROWS_LOOKED_AT) this.#open();
  }

  finish(): FeatureTable {
    if (!this.#isOpen) this.#open();
    if (this.#labels.length === 0) this.#faults.push('there is no row in it');
    this.#refuse();
    const order = Uint32Array.from(this.#times, (_, row) => row);
    if (this.#times.some((time, row) => time < (this.#times[row - 1] ?? -Infinity)))
      order.sort((a, b) => (this.#times[a] ?? 0) - (this.#times[b] ?? 0) || a - b);
    const inOrder = (values: readonly number[]): Float64Array => Float64Array.from(order, (row) => values[row] ?? Number.NaN);
    return {
      rows: order.length,
      columns: new Map([...this.#features].map(([name, { kind, values, codes }]) => [name, columnOf(kind, inOrder(values), codes)])),
      labels: Uint8Array.from(inOrder(this.#labels)),
      timesMs: inOrder(this.#times),
      groups: inOrder(this.#groups),
    };
  }

  /** Decides what each column is, and takes in the rows looked at so far. */
  #open(): void {
    this.#isOpen = true;
    const { label, time, group, ignored } = this.#columns;
    const names = new Set(this.#first.flatMap(({ cells }) => [...cells.keys()]));
    for (const [option, name] of Object.entries({ label, time, group }))
      if (!names.has(name) && names.size > 0) this.#faults.push(`there is no column ${name}: name the right one with --${option}`);
    this.#refuse();
    for (const name of names) {
      if ([label, time, group, ...ignored].includes(name)) continue;
      const kind = this.#kinds.get(name) ?? kindOf(this.#first.map(({ cells }) => cells.get(name)));
      this.#features.set(name, { kind, values: [], codes: new Map() });
    }
    for (const { cells, line } of this.#first.splice(0)) this.#keep(cells, line);
  }

  #keep(cells: Cells, line: number): void {
    if (this.#labels.length >= MAX_ROWS) throw new CommandFailure(2, `${this.#title} has more than ${MAX_ROWS} rows: split it`);
    const { label, time, group } = this.#columns;
    const is = this.#labelOf(cells.get(label), line);
    if (is === 'left out') return;
    this.#labels.push(is);
    this.#times.push(this.#checked(timeOf(cells.get(time)), { line, name: time, wanted: WANTED_TIME }));
    this.#groups.push(codeOf(this.#groupCodes, String(cells.get(group) ?? '')));
    for (const [name, { kind, values, codes }] of this.#features) {
      const value = valueOf(kind, cells.get(name), codes);
      if (value === undefined && kind === 'category') this.#tooManyTexts(name);
      values.push(
        this.#checked(value, {
          line,
          name,
          wanted: `must be ${WANTED[kind]}, as ${this.#kinds.has(name) ? 'the model reads it' : 'it is in the first rows'}, or empty`,
        }),
      );
    }
    for (const name of cells.keys())
      if (!this.#isKnown(name)) this.#fault(line, name, 'does not occur in the first 1,000 rows: move a row with it up');
  }

  #labelOf(cell: TableCell, line: number): number | 'left out' {
    const { label: name, labels = PLAIN_LABELS, unlabelled } = this.#columns;
    if (cell === undefined || cell === null || cell === '') {
      if (unlabelled !== undefined) return unlabelled === 'genuine' ? 0 : unlabelled;
      const wanted = 'is empty: with --presume-genuine such a row counts as genuine, with --labelled-only it is left out';
      return this.#checked(undefined, { line, name, wanted });
    }
    const words = Object.keys(labels).join(', ');
    return this.#checked(labelOf(cell, labels), { line, name, wanted: `must be 0 or 1, true or false, or one of ${words}` });
  }

  #isKnown(name: string): boolean {
    const { label, time, group, ignored } = this.#columns;
    return this.#features.has(name) || name === label || name === time || name === group || ignored.includes(name);
  }

  #checked(
    value: number | undefined,
    { line, name, wanted }: { readonly line: number; readonly name: string; readonly wanted: string },
  ): number {
    if (value === undefined) this.#fault(line, name, wanted);
    return value ?? Number.NaN;
  }

  /** Told once and at once: every further row would have the same fault. */
  #tooManyTexts(name: string): never {
    const told = `${name} has more than ${MAX_NAMES} different texts, as an id or free text has: leave it out with --ignore ${name}`;
    throw new CommandFailure(2, [...this.#faults, told].map((fault) => `${this.#title}: ${fault}`).join('\n'));
  }

  #fault(line: number, name: string, wanted: string): void {
    this.#faults.push(`line ${line}: ${name} ${wanted}`);
    if (this.#faults.length < MAX_FAULTS) return;
    this.#faults.push(`reading stopped after ${MAX_FAULTS} faults: there may be more`);
    this.#refuse();
  }

  #refuse(): void {
    if (this.#faults.length > 0) throw new CommandFailure(2, this.#faults.map((fault) => `${this.#title}: ${fault}`).join('\n'));
  }
}

function columnOf(kind: Kind, values: Float64Array, codes: ReadonlyMap<string, number>): FeatureColumn {
  return kind === 'category' ? { kind, values, names: [...codes.keys()] } : { kind, values };
}

function kindOf(cells: readonly TableCell[]): Kind {
  const there = cells.filter((cell) => cell !== undefined && cell !== null && cell !== '');
  if (there.length > 0 && there.every((cell) => truthOf(cell) !== undefined)) return 'boolean';
  return there.every((cell) => Number.isFinite(Number(cell)) || NO_NUMBER.test(String(cell))) ? 'number' : 'category';
}

/** `True` and `False` are how pandas writes them. */
function truthOf(cell: TableCell): 0 | 1 | undefined {
  const text = String(cell).toLowerCase();
  return text === 'true' ? 1 : text === 'false' ? 0 : undefined;
}

/** NaN: missing; undefined: not of the kind. */
function valueOf(kind: Kind, cell: TableCell, codes: Map<string, number>): number | undefined {
  if (cell === undefined || cell === null || cell === '') return Number.NaN;
  if (kind === 'category') return codes.size < MAX_NAMES || codes.has(String(cell)) ? codeOf(codes, String(cell)) : undefined;
  if (kind === 'boolean') return truthOf(cell);
  if (MISSING_NUMBER.test(String(cell))) return Number.NaN;
  const value = typeof cell === 'boolean' ? Number.NaN : Number(cell);
  return Number.isFinite(value) ? value : undefined;
}

function labelOf(cell: TableCell, labels: LabelTable): 0 | 1 | undefined {
  const text = String(cell).toLowerCase();
  if (['1', 'true', '1.0'].includes(text)) return 1;
  if (['0', 'false', '0.0'].includes(text)) return 0;
  if (!Object.hasOwn(labels, text)) return undefined;
  return labels[text] === 'positive' ? 1 : 0;
}

/** Epoch milliseconds, or a date and time: without an offset it is UTC. What would be read as another time than was meant is none. */
function timeOf(cell: TableCell): number | undefined {
  if (cell === undefined || cell === null || cell === '' || typeof cell === 'boolean') return undefined;
  const number = Number(cell);
  if (Number.isFinite(number)) return isOtherTime(number) ? undefined : number;
  if (!ISO_DATE.test(String(cell).trim())) return undefined;
  const text = String(cell).trim().replace(' ', 'T');
  const ms = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) || !text.includes('T') ? text : `${text}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Epoch seconds of our days, a date written as one number, or beyond all dates; small numbers may count rows. */
function isOtherTime(number: number): boolean {
  const isSeconds = number >= 5e8 && number < 5e9;
  const isDate = Number.isInteger(number) && /^(19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])$/.test(String(number));
  return isSeconds || isDate || Math.abs(number) > MAX_TIME_MS;
}

function codeOf(codes: Map<string, number>, text: string): number {
  const held = codes.get(text);
  if (held !== undefined) return held;
  codes.set(text, codes.size);
  return codes.size - 1;
}
