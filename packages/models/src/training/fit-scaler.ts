import type { Scaler } from '../artifact/artifact-schema.js';
import { scaleRow } from '../artifact/encode-row.js';
import type { Table } from './table.js';

/** Beyond ten standard deviations a value says no more than "far out". */
const CLIP = 10;

/** For a column that never varied: what it would say later was never learnt, so whatever it says becomes next to nothing. */
const SILENT_SD = 1e12;

/** Mean and standard deviation of each column of the training slice. */
export function fitScaler(table: Table): Scaler {
  const { columns, rows, labels } = table;
  const count = Math.max(1, labels.length);
  const mean = columnSums(table, (value) => value).map((sum) => sum / count);
  const squares = columnSums(table, (value, column) => (value - (mean[column] ?? 0)) ** 2);
  const sd = squares.map((sum) => Math.sqrt(sum / count)).map((deviation) => (deviation > 1e-9 ? deviation : SILENT_SD));
  if (rows.length !== labels.length * columns) throw new RangeError(`${rows.length} values are not ${labels.length} rows of ${columns}`);
  return { mean, sd, clip: CLIP };
}

/** A scaled copy. */
export function scaleTable(scaler: Scaler, table: Table): Table {
  const rows = table.rows.slice();
  for (let offset = 0; offset < rows.length; offset += table.columns) scaleRow(scaler, rows, offset);
  return { ...table, rows };
}

function columnSums({ columns, rows }: Table, of: (value: number, column: number) => number): number[] {
  const sums = Array.from({ length: columns }, () => 0);
  for (let index = 0; index < rows.length; index += 1) {
    const column = index % columns;
    sums[column] = (sums[column] ?? 0) + of(rows[index] ?? 0, column);
  }
  return sums;
}
