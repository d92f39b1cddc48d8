import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelInput } from './artifact-schema.js';
import { columnNames } from './input-columns.js';
import { RowEncoder, scaleRow } from './row-encoder.js';

const INPUTS: readonly ModelInput[] = [
  { fact: 'amount', kind: 'number', transform: 'log1p', whenMissing: { value: 2, indicator: true } },
  { fact: 'isNew', kind: 'boolean', whenMissing: { value: 0.5, indicator: false } },
  { fact: 'channel', kind: 'category', categories: ['pos', 'web'], whenMissing: { indicator: true } },
];

function encode(values: Record<string, unknown>): number[] {
  const encoder = new RowEncoder(INPUTS);
  const row = new Float32Array(encoder.columns).fill(9);
  encoder.encode(values, row);
  return [...row];
}

describe('RowEncoder', () => {
  it('names its columns', () => {
    expect(columnNames(INPUTS)).toEqual(['amount', 'amount?', 'isNew', 'channel=pos', 'channel=web', 'channel=*', 'channel?']);
  });

  it('writes each kind into its columns', () => {
    expect(encode({ amount: Math.E - 1, isNew: true, channel: 'web' })).toEqual([1, 0, 1, 0, 1, 0, 0]);
    expect(encode({ amount: 0, isNew: false, channel: 'atm' })).toEqual([0, 0, 0, 0, 0, 1, 0]);
  });

  it('writes what the artifact says for missing facts', () => {
    expect(encode({})).toEqual([2, 1, 0.5, 0, 0, 0, 1]);
  });

  it.each([
    [{ amount: -1, isNew: 'true', channel: 4 }],
    [{ amount: Number.NaN, isNew: 1, channel: null }],
    [{ amount: Infinity, isNew: null, channel: true }],
    [{ amount: '5', isNew: undefined, channel: ['pos'] }],
    [Object.create({ amount: 5, isNew: true, channel: 'pos' }) as Record<string, unknown>],
  ])('takes a value of another kind for missing (%#)', (values) => {
    expect(encode(values)).toEqual([2, 1, 0.5, 0, 0, 0, 1]);
  });

  it('writes at an offset and leaves its neighbours alone', () => {
    const row = new Float32Array(9).fill(7);
    new RowEncoder(INPUTS).encode({ channel: 'pos' }, row, 1);
    expect([...row]).toEqual([7, 2, 1, 0.5, 1, 0, 0, 0, 7]);
  });

  it('gives, with a scaler, to the bit what scaling its columns gives', () => {
    const number = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1e30, undefined, 'text', true));
    const values = fc.record({
      amount: number,
      isNew: fc.constantFrom(true, false, undefined, 1),
      channel: fc.constantFrom('pos', 'web', 'atm', 3),
    });
    const scalers = fc.record({
      mean: fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 7, maxLength: 7 }),
      sd: fc.array(fc.double({ min: 1e-9, max: 1e6, noNaN: true }), { minLength: 7, maxLength: 7 }),
      clip: fc.constantFrom(1, 10, 1e9),
    });
    const inputs = fc.constantFrom(INPUTS, [
      { fact: 'amount', kind: 'number', whenMissing: { value: 'nan', indicator: true } } as const,
      ...INPUTS.slice(1),
    ]);
    fc.assert(
      fc.property(inputs, values, scalers, (declared, row, scaler) => {
        const columns = new RowEncoder(declared).encoded(row);
        scaleRow(scaler, columns);
        expect(new RowEncoder(declared, scaler).encoded(row)).toEqual(columns);
      }),
      { numRuns: 500 },
    );
  });
});

describe('scaleRow', () => {
  it('standardises, and holds what is far out', () => {
    const row = Float32Array.from([3, 1e30, -1e30]);
    scaleRow({ mean: [1, 0, 0], sd: [2, 1, 1], clip: 10 }, row);
    expect([...row]).toEqual([1, 10, -10]);
  });
});
