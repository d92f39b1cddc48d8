import { CommandFailure } from '../command-failure.js';
import { readCsv } from '../map/read-csv.js';
import { readLines } from '../map/read-lines.js';

/** One cell as it stands in the file. */
export type TableCell = string | number | boolean | null | undefined;

/** One row: its cells by column name, and the line it begins on. */
export interface TableRow {
  readonly cells: ReadonlyMap<string, TableCell>;
  readonly line: number;
}

/** The rows of a CSV file, or of one with a JSON object a line, in the order of the file. Throws a command failure at the first row that is neither. */
export function readCells(path: string): AsyncGenerator<TableRow, undefined> {
  return /\.(jsonl|ndjson)(\.gz)?$/.test(path) ? jsonRows(path) : csvRows(path);
}

async function* csvRows(path: string): AsyncGenerator<TableRow, undefined> {
  const { header, rows } = await readCsv(path, ',');
  const twice = header.find((name, place) => header.indexOf(name) !== place);
  if (twice !== undefined) throw new CommandFailure(2, `${path}: line 1: the column ${twice} stands twice`);
  for await (const row of rows) {
    if (!row.ok) throw new CommandFailure(2, `${path}: line ${row.fault.line ?? '?'}: ${row.fault.message} ${row.fault.mend}`);
    if (row.cells.length !== header.length)
      throw new CommandFailure(2, `${path}: line ${row.line}: ${row.cells.length} cells where the header has ${header.length}`);
    yield { cells: new Map(header.map((name, place) => [name, row.cells[place]])), line: row.line };
  }
}

async function* jsonRows(path: string): AsyncGenerator<TableRow, undefined> {
  for await (const { text, number } of readLines(path)) {
    if (text.trim() === '') continue;
    yield { cells: cellsOf(parsed(text, path, number), path, number), line: number };
  }
}

function parsed(text: string, path: string, line: number): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below, as what is JSON but no object is.
  }
  throw new CommandFailure(2, `${path}: line ${line}: is no JSON object: put one on each line`);
}

function cellsOf(object: object, path: string, line: number): ReadonlyMap<string, TableCell> {
  return new Map(
    Object.entries(object).map(([name, value]: [string, unknown]) => {
      if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [name, value];
      throw new CommandFailure(2, `${path}: line ${line}: ${name} is a list or an object: give numbers, texts, true, false or null`);
    }),
  );
}
