/** Rows of columns with their labels, in time order. */
export interface Table {
  readonly columns: number;
  /** Row-major, `labels.length` × `columns`. */
  readonly rows: Float32Array;
  /** 1: fraud, 0: genuine. */
  readonly labels: Uint8Array;
}

/** The rows from `from` up to, not including, `to`: a view, not a copy. */
export function sliceTable(table: Table, from: number, to: number): Table {
  const { columns } = table;
  return { columns, rows: table.rows.subarray(from * columns, to * columns), labels: table.labels.subarray(from, to) };
}

/** Number of rows labelled fraud. */
export function fraudCount(table: Table): number {
  return table.labels.reduce((sum, label) => sum + label, 0);
}
