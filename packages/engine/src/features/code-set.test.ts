import { describe, expect, it } from 'vitest';
import { CodeSet, EXACT_VALUES } from './code-set.js';
import { codeOf } from './packed-value.js';

function setOf(from: number, to: number): CodeSet {
  const set = new CodeSet();
  for (let value = from; value < to; value += 1) set.add(codeOf(`value ${value}`));
  return set;
}

describe('CodeSet', () => {
  it.each([0, 1, 8, 9, 33, 5000])('counts %d different codes, however often each comes', (count) => {
    const set = setOf(0, count);
    set.addAll(setOf(0, count).codes);
    expect(set.size).toBe(count);
  });

  it('tells small whole numbers, texts and booleans apart', () => {
    const set = new CodeSet();
    for (const value of [0, -0, 1, 2, 3, '0', '1', true, false, 0.5, 1e300, 2 ** 52, 2 ** 52 + 1]) set.add(codeOf(value));
    expect(set.size).toBe(12);
  });

  it('fills sets in turns without mixing them up', () => {
    const [one, other] = [setOf(0, 20), setOf(10, 40)];
    for (let value = 0; value < 60; value += 1) {
      one.add(codeOf(`value ${value}`));
      other.add(codeOf(`value ${value}`));
    }
    expect([one.size, other.size]).toEqual([60, 60]);
  });

  it('stays exact up to its limit and is a sketch within five standard errors beyond it', () => {
    const small = setOf(0, EXACT_VALUES);
    small.settle();
    expect(small.size).toBe(EXACT_VALUES);
    for (const count of [1100, 5000, 20_000, 100_000]) {
      const set = setOf(0, count);
      set.settle();
      const merged = setOf(count - 50, count + 50);
      merged.merge(set);
      expect(Math.abs(set.size / count - 1)).toBeLessThan(5 * 0.0163);
      expect(Math.abs(merged.size / (count + 50) - 1)).toBeLessThan(5 * 0.0163);
      const copy = new CodeSet();
      copy.load(set.dump());
      expect(copy.size).toBe(set.size);
    }
  });
});
