import { describe, expect, it } from 'vitest';
import type { FeatureTable } from './feature-table.js';
import { windowSlices } from './slices.js';

const DAY_MS = 86_400_000;

/** One row a day and customer; `frauds` are [day, customer]. */
function daily(days: number, customers: number, frauds: readonly (readonly [number, number])[]): FeatureTable {
  const rows = Array.from({ length: days * customers }, (_, row) => ({ day: Math.floor(row / customers), customer: row % customers }));
  return {
    rows: rows.length,
    columns: new Map(),
    labels: Uint8Array.from(rows, ({ day, customer }) => (frauds.some(([d, c]) => d === day && c === customer) ? 1 : 0)),
    timesMs: Float64Array.from(rows, ({ day }) => day * DAY_MS),
    groups: Float64Array.from(rows, ({ customer }) => customer),
  };
}

describe('windowSlices', () => {
  // Test from day 10, two days of it; two days learnt from, three of delay: refit on 5 and 6, rehearsal on 0 and 1, watched on 5 and 6.
  const options = { testStartMs: 10 * DAY_MS, testDays: 2, trainDays: 2, delayDays: 3 };
  const cut = (table: FeatureTable): Record<string, readonly string[]> => {
    const slices = windowSlices(table, options);
    return Object.fromEntries(
      Object.entries(slices).map(([name, rows]) => [name, [...rows].map((row) => `${table.timesMs[row]! / DAY_MS}:${table.groups[row]}`)]),
    );
  };

  it('keeps the delay between what is learnt from and what is tested, and rehearses one step earlier', () => {
    expect(cut(daily(12, 1, []))).toEqual({
      learn: ['0:0', '1:0'],
      watch: ['5:0', '6:0'],
      refit: ['5:0', '6:0'],
      heldOut: ['10:0', '11:0'],
    });
  });

  it('leaves out customers from the day on which their fraud is known', () => {
    // Known on day 10: frauds from day 5 up to 6. Known on day 11: also those of day 7. Never: those of day 8.
    const { heldOut } = cut(
      daily(12, 4, [
        [5, 0],
        [7, 1],
        [8, 2],
      ]),
    );
    expect(heldOut).toEqual(['10:1', '10:2', '10:3', '11:2', '11:3']);
  });

  it('says which slice has no rows', () => {
    expect(() => windowSlices(daily(8, 1, []), options)).toThrow('heldOut slice');
  });
});
