import type { ColumnField, TimeField } from './map-file.js';
import { readInteger, readMinorUnits, readNumber } from './decimal.js';
import { read, unreadable, type Reading } from './reading.js';
import { compileTimeFormat } from './time-format.js';

/** Reads the text of one cell; never throws. */
export type CellReader = (text: string) => Reading;

interface Refusal {
  readonly fault: string;
  readonly mend: string;
}

/** How a column's cells are read, or what is wrong with the way the map asks for it. */
export function compileField(field: ColumnField, shiftMs: number): CellReader | Refusal {
  const convert = converterOf(field, shiftMs);
  if (typeof convert !== 'function') return convert;
  return (text) => {
    if (text !== '' || saysWhatEmptyMeans(field)) return convert(text);
    return field.optional === true
      ? read(undefined)
      : unreadable('The cell is empty.', 'Fill it, or mark the field "optional": true in the map.');
  };
}

function saysWhatEmptyMeans(field: ColumnField): boolean {
  return field.as === 'table' && Object.hasOwn(field.table, '');
}

function converterOf(field: ColumnField, shiftMs: number): CellReader | Refusal {
  if (field.as === 'table') return (text) => lookUp(field.table, field.otherwise, text);
  if (field.as === 'number') return readNumber;
  if (field.as === 'integer') return readInteger;
  if (field.as === 'minorUnits') return (text) => readMinorUnits(text, field.decimals);
  if (field.as === 'time') return timeReader(field, shiftMs);
  return (text) => read(`${field.prefix ?? ''}${text}${field.suffix ?? ''}`);
}

function timeReader(field: TimeField, shiftMs: number): CellReader | Refusal {
  const reader = compileTimeFormat(field.format, field.offset ?? 'Z');
  if (reader !== undefined) return (text) => reader(text, shiftMs);
  const mend = 'Use yyyy, MM, dd, HH, mm, ss and SSS, each once, or iso, epochSeconds, epochMilliseconds.';
  return { fault: `${JSON.stringify(field.format)} is not a time format.`, mend };
}

function lookUp(
  table: Readonly<Record<string, string | number | boolean>>,
  otherwise: string | number | boolean | undefined,
  text: string,
): Reading {
  const value = Object.hasOwn(table, text) ? table[text] : otherwise;
  return value === undefined
    ? unreadable(`${JSON.stringify(text)} is not in the table.`, 'Add it to the table, or give the field an "otherwise".')
    : read(value);
}
