import {
  durationMs,
  placed,
  pointerOf,
  type Checked,
  type Fault,
  type JsonObject,
  type JsonValue,
  type Label,
  type Shaped,
} from '@gavel/engine';
import { compileField } from './compile-field.js';

import type { ColumnField, MapField, MapFile, RowChoice } from './map-file.js';

/** One row as a request, and what later proved true of it where the file says so. */
export interface MappedRow {
  readonly request: JsonObject;
  readonly label?: { readonly label: Label['label']; readonly source: string };
}

/** Turns the cells of one row into a request; every cell that cannot be read is a fault with its line and column name. Never throws. */
export type RowMapper = (cells: readonly string[], line: number) => Checked<MappedRow>;

/** What a map is compiled against: its own name and the CSV file's, for faults, and the header of the CSV file. */
export interface MapTarget {
  readonly mapName: string;
  readonly csvName: string;
  readonly header: readonly string[];
}

type Complain = (pointer: string, column: string, problem: { readonly message: string; readonly mend?: string }) => void;
interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}
type Filler = (row: Row, complain: Complain) => JsonValue | undefined;
type LabelFiller = (row: Row, complain: Complain) => MappedRow['label'];

interface Compilation {
  readonly columns: ReadonlyMap<string, number>;
  readonly shiftMs: number;
  readonly refuse: (pointer: string, message: string, mend: string) => void;
}

/** Binds a map to the header of a file: all columns it names must be there, all its formats must be known. */
export function compileMap(map: Shaped<MapFile>, target: MapTarget): Checked<RowMapper> {
  const faults: Fault[] = [];
  const compilation: Compilation = {
    columns: new Map(target.header.map((column, at) => [column, at])),
    shiftMs: map.value.shiftTime === undefined ? 0 : durationMs(map.value.shiftTime),
    refuse: (pointer, message, mend) => void faults.push(placed({ pointer, message, mend }, map, target.mapName)),
  };
  const request = compileObject(map.value.request, '/request', compilation);
  const label = compileLabel(map.value.label, compilation);
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: rowMapper(request, label, target) };
}

function rowMapper(request: (...input: Parameters<Filler>) => JsonObject, label: LabelFiller, target: MapTarget): RowMapper {
  return (cells, line) => {
    const faults: Fault[] = [];
    const complain: Complain = (pointer, column, problem) =>
      void faults.push({ file: target.csvName, line, pointer, subject: column, ...problem });
    if (cells.length !== target.header.length) {
      const message = `The row has ${cells.length} cells where the header has ${target.header.length}.`;
      return { ok: false, faults: [{ file: target.csvName, line, pointer: '', message }] };
    }
    const row = { cells, line };
    const mapped = { request: request(row, complain), label: label(row, complain) };
    if (faults.length > 0) return { ok: false, faults };
    return { ok: true, value: { request: mapped.request, ...(mapped.label === undefined ? {} : { label: mapped.label }) } };
  };
}

function compileNode(field: MapField, pointer: string, compilation: Compilation): Filler {
  if ('constant' in field) return () => field.constant;
  if ('line' in field) return ({ line }) => `${field.line.prefix}${line}`;
  if ('list' in field) return compileList(field.list, `${pointer}/list`, compilation);
  const filler =
    'object' in field ? compileObject(field.object, `${pointer}/object`, compilation) : compileColumn(field, pointer, compilation);
  if (field.when === undefined) return filler;
  const applies = compileChoice(field.when, `${pointer}/when`, compilation);
  return (row, complain) => (applies(row.cells) ? filler(row, complain) : undefined);
}

function compileChoice(choice: RowChoice, pointer: string, compilation: Compilation): (cells: readonly string[]) => boolean {
  const at = columnAt(choice.column, `${pointer}/column`, compilation);
  const wanted = 'in' in choice;
  const texts = new Set(wanted ? choice.in : choice.notIn);
  return (cells) => texts.has(cells[at] ?? '') === wanted;
}

function compileList(fields: readonly MapField[], pointer: string, compilation: Compilation): Filler {
  const fillers = fields.map((field, at) => compileNode(field, `${pointer}/${at}`, compilation));
  return (row, complain) =>
    fillers
      .map((filler, at) => filler(row, (inner, column, problem) => complain(`/${at}${inner}`, column, problem)))
      .filter((value) => value !== undefined);
}

function compileObject(
  fields: Readonly<Record<string, MapField>>,
  pointer: string,
  compilation: Compilation,
): (...input: Parameters<Filler>) => JsonObject {
  const fillers = Object.entries(fields).map(
    ([name, field]) => [name, compileNode(field, `${pointer}${pointerOf([name])}`, compilation)] as const,
  );
  return (row, complain) => {
    const object: Record<string, JsonValue> = {};
    for (const [name, filler] of fillers) {
      const value = filler(row, (inner, column, problem) => complain(`${pointerOf([name])}${inner}`, column, problem));
      if (value !== undefined) object[name] = value;
    }
    return object;
  };
}

function compileColumn(field: ColumnField, pointer: string, compilation: Compilation): Filler {
  const at = columnAt(field.column, `${pointer}/column`, compilation);
  const reader = compileField(field, compilation.shiftMs);
  if (typeof reader !== 'function') {
    compilation.refuse(`${pointer}/format`, reader.fault, reader.mend);
    return () => undefined;
  }
  return ({ cells }, complain) => {
    const reading = reader(cells[at] ?? '');
    if (reading.ok) return reading.value;
    complain('', field.column, reading);
    return undefined;
  };
}

function compileLabel(label: MapFile['label'], compilation: Compilation): LabelFiller {
  if (label === undefined) return () => undefined;
  const at = columnAt(label.column, '/label/column', compilation);
  return ({ cells }, complain) => {
    const text = cells[at] ?? '';
    if (text === '' && !Object.hasOwn(label.table, '')) return undefined;
    const meaning = Object.hasOwn(label.table, text) ? label.table[text] : undefined;
    if (meaning !== undefined) return { label: meaning, source: label.source ?? 'demo' };
    complain('', label.column, {
      message: `${JSON.stringify(text)} is not in the label's table.`,
      mend: 'Add it to the table in the map.',
    });
    return undefined;
  };
}

function columnAt(column: string, pointer: string, { columns, refuse }: Compilation): number {
  const at = columns.get(column);
  if (at === undefined)
    refuse(pointer, `The file has no column ${JSON.stringify(column)}.`, `Its columns are: ${[...columns.keys()].join(', ')}.`);
  return at ?? -1;
}
