import type { Scalar } from '@gavel/engine';

/** Answers of one feature for the rows of a block; numbers as doubles (NaN: none), booleans as 0 and 1. */
export type AnswerColumn = Float64Array | (Scalar | undefined)[];
/** By feature. */
export type Answers = Record<string, AnswerColumn>;

/** Answers of one feature before anything is known. */
export function emptyAnswers(type: 'number' | 'string' | 'boolean', rows: number): AnswerColumn {
  if (type === 'string') return Array.from({ length: rows }, () => undefined);
  return new Float64Array(new SharedArrayBuffer(8 * rows)).fill(Number.NaN);
}

/** Notes what a feature is for a row. */
export function answer(column: AnswerColumn, row: number, value: Scalar | undefined): void {
  if (value === undefined) return;
  if (column instanceof Float64Array) column[row] = Number(value);
  else column[row] = value;
}
