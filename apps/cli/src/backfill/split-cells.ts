import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';

/** A row of a block of CSV text: its cells and its line in the block (the first is 1), or why it has none. */
export type SplitRow =
  | { readonly ok: true; readonly cells: readonly string[]; readonly line: number }
  | { readonly ok: false; readonly line: number; readonly message: string };

/** How far a quoted cell may run over line ends. */
const MAX_ROW_LINES = 100;

/** Hands over the rows of a block of whole lines, one by one, and answers how many lines there are. Only rows with quotes go to the CSV library. */
export function eachRow(text: string, delimiter: string, take: (row: SplitRow) => void): number {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (let at = 0; at < lines.length; at += 1) {
    const line = withoutReturn(lines[at] ?? '');
    if (line === '') continue;
    if (!line.includes('"')) {
      take({ ok: true, cells: line.split(delimiter), line: at + 1 });
      continue;
    }
    const taken = rowLines(lines, at);
    take(
      taken === 0
        ? broken(at + 1, 'A quote is opened and not closed.')
        : quotedRow(lines.slice(at, at + taken).join('\n'), at + 1, delimiter),
    );
    at += Math.max(1, taken) - 1;
  }
  return lines.length;
}

/** How many lines the row that begins here has; 0: its quote is never closed. */
function rowLines(lines: readonly string[], from: number): number {
  let isOpen = false;
  for (let at = from; at < lines.length && at < from + MAX_ROW_LINES; at += 1) {
    if ((lines[at] ?? '').split('"').length % 2 === 0) isOpen = !isOpen;
    if (!isOpen) return at - from + 1;
  }
  return 0;
}

function quotedRow(text: string, line: number, delimiter: string): SplitRow {
  try {
    const rows: string[][] = parse(text, { delimiter, relax_column_count: true });
    return { ok: true, cells: rows[0] ?? [], line };
  } catch (error) {
    if (error instanceof CsvError) return broken(line, 'A cell has text outside of its quotes.');
    throw error;
  }
}

function broken(line: number, message: string): SplitRow {
  return { ok: false, line, message };
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
