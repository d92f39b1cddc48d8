import { describe, expect, it } from 'vitest';
import type { ModelInput } from './artifact-schema.js';
import { columnCount, columnNames, encodeRow, scaleRow } from './encode-row.js';

const INPUTS: readonly ModelInput[] = [
  { fact: 'amount', kind: 'number', transform: 'log1p', whenMissing: { value: 2, indicator: true } },
  { fact: 'isNew', kind: 'boolean', whenMissing: { value: 0.5, indicator: false } },
  { fact: 'channel', kind: 'category', categories: ['pos', 'web'], whenMissing: { indicator: true } },
];

function encode(values: Record<string, unknown>): number[] {
  const row = new Float32Array(columnCount(INPUTS)).fill(9);
  encodeRow(INPUTS, values, row);
  return [...row];
}

describe('encodeRow', () => {
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
    encodeRow(INPUTS, { channel: 'pos' }, row, 1);
    expect([...row]).toEqual([7, 2, 1, 0.5, 1, 0, 0, 0, 7]);
  });
});

describe('scaleRow', () => {
  it('standardises, and holds what is far out', () => {
    const row = Float32Array.from([3, 1e30, -1e30]);
    scaleRow({ mean: [1, 0, 0], sd: [2, 1, 1], clip: 10 }, row);
    expect([...row]).toEqual([1, 10, -10]);
  });
});
