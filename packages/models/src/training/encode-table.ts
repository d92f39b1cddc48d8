import type { ModelInput } from '../artifact/artifact-schema.js';
import { RowEncoder } from '../artifact/row-encoder.js';
import { factsAt, type FeatureTable } from './feature-table.js';
import type { Table } from './table.js';

/** The named rows as unscaled columns, by the same way that serving takes. */
export function encodeTable(table: FeatureTable, rows: Uint32Array, inputs: readonly ModelInput[]): Table {
  const encoder = new RowEncoder(inputs);
  const { columns } = encoder;
  const names = inputs.map(({ fact }) => fact);
  const encoded: Table = { columns, rows: new Float32Array(rows.length * columns), labels: pickLabels(table, rows) };
  rows.forEach((row, place) => encoder.encode(factsAt(table, row, names), encoded.rows, place * columns));
  return encoded;
}

/** The labels of the named rows. */
export function pickLabels({ labels }: Pick<FeatureTable, 'labels'>, rows: Uint32Array): Uint8Array {
  return Uint8Array.from(rows, (row) => labels[row] ?? 0);
}
