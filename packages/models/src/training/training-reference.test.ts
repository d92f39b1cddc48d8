import { referenceProfileSchema } from '@gavel/engine';
import { expect, it } from 'vitest';
import type { ModelInput } from '../artifact/artifact-schema.js';
import type { FeatureTable } from './feature-table.js';
import { trainingReference, typicalRows } from './training-reference.js';

const INPUTS: readonly ModelInput[] = [
  { fact: 'amount', kind: 'number', whenMissing: { value: 0, indicator: false } },
  { fact: 'isNew', kind: 'boolean', whenMissing: { value: 0, indicator: false } },
  { fact: 'channel', kind: 'category', categories: ['web'], whenMissing: { indicator: false } },
];
const ROWS = 1000;
const TABLE: FeatureTable = {
  rows: ROWS,
  columns: new Map([
    ['amount', { kind: 'number', values: Float64Array.from({ length: ROWS }, (_, row) => (row % 4 === 0 ? Number.NaN : row)) }],
    ['isNew', { kind: 'boolean', values: Float64Array.from({ length: ROWS }, (_, row) => (row % 10 === 0 ? 1 : 0)) }],
    ['channel', { kind: 'category', names: ['web', 'pos'], values: Float64Array.from({ length: ROWS }, (_, row) => row % 2) }],
  ]),
  labels: new Uint8Array(ROWS),
  timesMs: new Float64Array(ROWS),
  groups: new Float64Array(ROWS),
};
/** The later half. */
const HELD_OUT = Uint32Array.from({ length: 500 }, (_, index) => 500 + index);

it('takes the reference from the rows that it is given, with their scores', () => {
  const reference = trainingReference(
    TABLE,
    HELD_OUT,
    INPUTS,
    Float64Array.from(HELD_OUT, (row) => row / 2000),
  );
  expect(referenceProfileSchema.parse(reference)).toEqual(reference);
  expect(reference.rows).toBe(500);
  expect(reference.features['amount']).toMatchObject({ kind: 'number', missing: 0.25 });
  expect(reference.features['isNew']).toEqual({ kind: 'category', shares: { false: 0.9, true: 0.1 }, missing: 0 });
  expect(reference.features['channel']).toEqual({ kind: 'category', shares: { pos: 0.5, web: 0.5 }, missing: 0 });
});

it('takes typical rows as facts, with weights that add up to one', () => {
  const { rows } = typicalRows(TABLE, HELD_OUT, { inputs: INPUTS, scaler: { mean: [0, 0, 0, 0], sd: [100, 1, 1, 1], clip: 10 } });
  expect(rows.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
  expect(rows[0]?.values).toMatchObject({ isNew: false });
});
