import { fitInputs, type FeatureColumn, type FeatureTable } from '@gavel/models';
import { describe, expect, it } from 'vitest';
import { inputsTold } from './inputs-told.js';

const ROWS = 60;
const column = (of: (row: number) => number): FeatureColumn => ({
  kind: 'number',
  values: Float64Array.from({ length: ROWS }, (_, row) => of(row)),
});
const table: FeatureTable = {
  rows: ROWS,
  columns: new Map([
    ['amount', column((row) => row)],
    ['currency', column(() => 978)],
    ['nothing', column(() => Number.NaN)],
    ['later', column((row) => (row < 40 ? 1 : 2))],
    ['rare', column((row) => (row === 7 ? Number.NaN : 1))],
    [
      'shop',
      {
        kind: 'category',
        values: column((row) => (row < 45 ? row % 3 : row)).values,
        names: Array.from({ length: ROWS }, (_, at) => `s${at}`),
      },
    ],
  ]),
  labels: new Uint8Array(ROWS),
  timesMs: Float64Array.from({ length: ROWS }, (_, row) => row),
  groups: new Float64Array(ROWS),
};
const told = (rows: number): readonly string[] => {
  const learnt = Uint32Array.from({ length: rows }, (_, row) => row);
  return inputsTold(table, learnt, fitInputs(table, learnt));
};

describe('inputsTold', () => {
  it('names columns that say the same in every row learnt from, and texts that are not told apart', () => {
    expect(told(ROWS)).toEqual([
      'The same in every row learnt from, so they tell nothing: currency, nothing. Leave them out with --ignore.',
      'shop: 3 of 18 texts are told apart, the most frequent; all others count as one.',
    ]);
  });

  it('looks at the rows learnt from alone', () => {
    expect(told(40)).toEqual([
      'The same in every row learnt from, so they tell nothing: currency, nothing, later. Leave them out with --ignore.',
    ]);
  });
});
