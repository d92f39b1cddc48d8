import type { Table } from './table.js';

/** Most bins of a column: they are kept in bytes. */
const MAX_BINS = 256;
/** Quantiles are read off at most this many rows. */
const MAX_SAMPLED_ROWS = 200_000;

/** A column cut into bins that hold about equally many rows. */
export interface BinnedColumn {
  /** The bin of each row. */
  readonly bins: Uint8Array;
  /** The highest value of each bin but the last: where a tree may cut. */
  readonly cuts: Float32Array;
}

/** Every column of the table in bins; equal values share a bin. */
export function binColumns({ columns, rows, labels }: Table): readonly BinnedColumn[] {
  return Array.from({ length: columns }, (_, column) => {
    const values = Float32Array.from({ length: labels.length }, (__, row) => rows[row * columns + column] ?? 0);
    const cuts = cutsOf(values);
    return { cuts, bins: Uint8Array.from(values, (value) => binOf(cuts, value)) };
  });
}

function cutsOf(values: Float32Array): Float32Array {
  const stride = Math.max(1, Math.floor(values.length / MAX_SAMPLED_ROWS));
  const sorted = values.filter((_, row) => row % stride === 0).toSorted();
  const distinct = sorted.filter((value, place) => place === 0 || value !== sorted[place - 1]);
  if (distinct.length <= MAX_BINS) return distinct.slice(0, -1);
  const cuts = Float32Array.from({ length: MAX_BINS - 1 }, (_, bin) => sorted[Math.floor(((bin + 1) * sorted.length) / MAX_BINS)] ?? 0);
  const last = sorted.at(-1);
  return cuts.filter((value, place) => value !== cuts[place - 1] && value !== last);
}

/** The first bin whose cut is not below the value. */
function binOf(cuts: Float32Array, value: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cuts[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
