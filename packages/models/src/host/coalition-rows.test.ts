import { describe, expect, it } from 'vitest';
import { coalitionTable } from './coalition-rows.js';

const OWN = Float32Array.from([1, 2, 3, 4, 5]);
const BACKGROUND = Float32Array.from([10, 2, 30, 4, 50]);
/** The second group is the same in both. */
const GROUPS = [[0], [1, 3], [2, 4]];

function rowFor(coalition: number, isWhole: boolean): number[] {
  const { rows, rowOf } = coalitionTable(OWN, BACKGROUND, GROUPS, isWhole);
  const row = rowOf[coalition]!;
  return [...rows.subarray(row * 5, row * 5 + 5)];
}

describe('coalitionTable', () => {
  it.each([true, false])('has for each coalition its own columns, and the background’s for the others (whole: %s)', (isWhole) => {
    for (let coalition = 0; coalition < 8; coalition += 1) {
      const expected = [...BACKGROUND].map((value, column) => {
        const group = GROUPS.findIndex((columns) => columns.includes(column));
        return (coalition >> group) & 1 ? OWN[column] : value;
      });
      expect(rowFor(coalition, isWhole)).toEqual(expected);
    }
  });

  it('shares rows where a group makes no difference', () => {
    expect(coalitionTable(OWN, BACKGROUND, GROUPS).count).toBe(4);
    expect(coalitionTable(OWN, BACKGROUND, GROUPS, true).count).toBe(8);
    expect(coalitionTable(OWN, OWN, GROUPS).count).toBe(1);
  });
});
