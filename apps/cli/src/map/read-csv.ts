import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import type { Fault } from '@gavel/engine';
import { readLines, type Line } from './read-lines.js';

/** One row after the header: its cells and the line it begins on, or why it cannot be told apart into cells. */
type CsvRow =
  { readonly ok: true; readonly cells: readonly string[]; readonly line: number } | { readonly ok: false; readonly fault: Fault };

/** A CSV file opened for reading. */
export interface CsvFile {
  readonly header: readonly string[];
  /** Every row once, in the order of the file; empty lines are no rows. Rejects when the file cannot be read to its end. */
  readonly rows: AsyncIterable<CsvRow>;
}

/** How far a quoted cell may run over line ends. */
const MAX_ROW_LINES = 100;

/** Opens a CSV file (UTF-8; gzip by the end of its name, `.gz`) and reads its header. Rejects when there is none. */
export async function readCsv(path: string, delimiter: string): Promise<CsvFile> {
  const rows = rowsOf(path, delimiter);
  const first = await rows.next();
  if (first.done === true) throw new Error('The file is empty: it has no header line.');
  if (!first.value.ok) throw new Error(`The header line cannot be read: ${first.value.fault.message}`);
  return { header: first.value.cells, rows };
}

/**
 * Rows are told apart here and only their cells by csv-parse: after a stray quote the library's stream takes the rest of the
 * file for one cell, and rows would be lost that nothing is wrong with.
 */
async function* rowsOf(path: string, delimiter: string): AsyncGenerator<CsvRow, undefined> {
  const source = new LineSource(readLines(path));
  for (let line = await source.next(); line !== undefined; line = await source.next()) {
    if (line.text === '') continue;
    const text = await wholeRow(line.text, source);
    yield text === undefined
      ? broken(path, line.number, 'A quote is opened and not closed.')
      : cellsOf(path, { text, number: line.number }, delimiter);
  }
}

/** The row that begins with this text: a quoted cell may hold line ends. Undefined when its quote is never closed; then the lines after it stand again. */
async function wholeRow(start: string, source: LineSource): Promise<string | undefined> {
  if (!hasOpenQuote(start)) return start;
  const taken: Line[] = [];
  while (taken.length < MAX_ROW_LINES) {
    const line = await source.next();
    if (line === undefined) break;
    taken.push(line);
    if (hasOpenQuote(line.text)) return [start, ...taken.map(({ text }) => text)].join('\n');
  }
  source.giveBack(taken);
  return undefined;
}

function hasOpenQuote(text: string): boolean {
  return text.split('"').length % 2 === 0;
}

function cellsOf(path: string, line: Line, delimiter: string): CsvRow {
  if (!line.text.includes('"')) return { ok: true, cells: line.text.split(delimiter), line: line.number };
  try {
    const rows: string[][] = parse(line.text, { delimiter, relax_column_count: true });
    return { ok: true, cells: rows[0] ?? [], line: line.number };
  } catch (error) {
    if (error instanceof CsvError) return broken(path, line.number, 'A cell has text outside of its quotes.');
    throw error;
  }
}

function broken(file: string, line: number, message: string): CsvRow {
  return {
    ok: false,
    fault: { file, line, pointer: '', message, mend: 'Correct the quotes: a quote inside a quoted cell is written twice.' },
  };
}

/** Lines, some of which may be given back to be read again. */
class LineSource {
  private readonly backlog: Line[] = [];

  constructor(private readonly lines: AsyncGenerator<Line, undefined>) {}

  async next(): Promise<Line | undefined> {
    return this.backlog.shift() ?? (await this.lines.next()).value;
  }

  giveBack(lines: readonly Line[]): void {
    this.backlog.unshift(...lines);
  }
}
