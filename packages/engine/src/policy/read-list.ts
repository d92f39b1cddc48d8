import type { Checked, Fault } from '../contract/fault.js';
import { atOnce, type Sliced } from '../sliced.js';

/** A limit on everything: a list lives in memory of every replica, and each version of it is kept. */
const MAX_ROWS = 200_000;
const MAX_VALUE_LENGTH = 256;
const MAX_FAULTS = 100;
const HEADER = 'value,note';
/** One field, quoted (`""` stands for a quote) or plain, and what ends it. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\0-\x08\x0b-\x1f\x7f]/;

/** What a row says, or what is wrong with it. */
type Row = { readonly value: string } | { readonly message: string; readonly mend: string };

/** What is wrong with a value, or undefined. */
export type CheckValue = (value: string) => { readonly message: string; readonly mend: string } | undefined;

/**
 * The values of a list file: CSV (RFC 4180, one row a line) with the header `value,note`; the note is for people. Repeated and empty
 * values are faults, each with its line, and so is what `check` says against a value. The last line must be ended too: a deny list
 * that is read while it is being written would let through whom it does not name yet.
 */
export function readList(file: string, text: string, check?: CheckValue): Checked<ReadonlySet<string>> {
  return atOnce(readListSliced(file, text, check));
}

/** As `readList`, with pauses. */
export function* readListSliced(file: string, text: string, check: CheckValue = () => undefined): Sliced<Checked<ReadonlySet<string>>> {
  const [header, ...rows] = linesOf(text);
  if (header !== HEADER) {
    return refused(file, [{ line: 1, message: `The first line must be ${HEADER}.`, mend: `Write ${HEADER} above the rows.` }]);
  }
  if (rows.length > MAX_ROWS) {
    return refused(file, [
      { line: 1, message: `The list has ${rows.length} rows, more than ${MAX_ROWS}.`, mend: 'Split it into several lists.' },
    ]);
  }
  if (!text.endsWith('\n')) {
    const message = 'The last line is not ended: the file may be half-written.';
    return refused(file, [{ line: rows.length + 1, message, mend: 'End it with a line break.' }]);
  }
  const firstLines = new Map<string, number>();
  const faults: Omit<Fault, 'pointer'>[] = [];
  for (const [index, source] of rows.entries()) {
    const line = index + 2;
    const row = checkUnique(checked(readRow(source), check), firstLines);
    if (!('value' in row)) faults.push({ line, ...row });
    else firstLines.set(row.value, line);
    yield;
  }
  return faults.length > 0 ? refused(file, faults) : { ok: true, value: new Set(firstLines.keys()) };
}

function linesOf(text: string): readonly string[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function refused(file: string, faults: readonly Omit<Fault, 'pointer'>[]): Checked<ReadonlySet<string>> {
  const shown = faults.slice(0, MAX_FAULTS).map((fault) => ({ file, pointer: '', ...fault }));
  const left = faults.length - shown.length;
  const more = { file, pointer: '', message: `There are ${left} more faults in this file.`, mend: 'Mend these first.' };
  return { ok: false, faults: left === 0 ? shown : [...shown, more] };
}

function checked(row: Row, check: CheckValue): Row {
  return 'value' in row ? (check(row.value) ?? row) : row;
}

function checkUnique(row: Row, firstLines: ReadonlyMap<string, number>): Row {
  if (!('value' in row)) return row;
  const first = firstLines.get(row.value);
  if (first === undefined) return row;
  return { message: `The value ${JSON.stringify(row.value)} stands already on line ${first}.`, mend: 'Remove one of the two rows.' };
}

function readRow(text: string): Row {
  const fields = splitRow(text);
  if (fields === undefined) {
    return { message: 'The quotes of this row do not fit.', mend: 'Quote a whole field on one line, with "" for a quote inside it.' };
  }
  if (fields.length > 2)
    return { message: `The row has ${fields.length} fields.`, mend: 'Write value,note; quote a note that holds commas.' };
  const value = fields[0] ?? '';
  if (value === '') return { message: 'The value is empty.', mend: 'Remove the row, or add the value.' };
  if (value.trim() !== value) return { message: 'The value has blanks around it, so nothing equals it.', mend: 'Remove them.' };
  if (CONTROL.test(text)) return { message: 'The row holds a control character.', mend: 'Remove it.' };
  if (value.length > MAX_VALUE_LENGTH) return { message: `The value is longer than ${MAX_VALUE_LENGTH} characters.`, mend: 'Shorten it.' };
  return { value };
}

/** The fields of a line; undefined: misplaced quotes. */
function splitRow(text: string): readonly string[] | undefined {
  const fields: string[] = [];
  for (let at = 0; ; at = FIELD.lastIndex) {
    FIELD.lastIndex = at;
    const match = FIELD.exec(text);
    if (match === null) return undefined;
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '') return fields;
  }
}
