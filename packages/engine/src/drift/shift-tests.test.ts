import { describe, expect, it } from 'vitest';
import { shareShift, stabilityTest } from './shift-tests.js';

describe('stabilityTest', () => {
  const even = Array.from({ length: 10 }, () => 0.1);

  it('is the index by its definition', () => {
    const { psi } = stabilityTest([20_000, 80_000], [0.5, 0.5], 1_000_000, 0.01);
    expect(psi).toBeCloseTo(-0.3 * Math.log(0.2 / 0.5) + 0.3 * Math.log(0.8 / 0.5), 4);
  });

  it('asks for less of a difference the more decisions and reference rows there are', () => {
    const threshold = (decisions: number, rows: number): number =>
      stabilityTest(
        even.map(() => decisions / 10),
        even,
        rows,
        0.01,
      ).threshold ?? NaN;
    expect(threshold(1000, 10_000)).toBeCloseTo(21.666 * (1 / 1000 + 1 / 10_000), 5);
    expect(threshold(1000, 500)).toBeGreaterThan(threshold(1000, 10_000));
    expect(threshold(10_000, 10_000)).toBeLessThan(threshold(1000, 10_000));
  });

  it('stays finite where a bin is empty, and takes rare bins together', () => {
    const { psi, threshold } = stabilityTest([0, 500, 500, 0], [0.4, 0.3, 0.299, 0.001], 5000, 0.01);
    expect(psi).toBeGreaterThan(1);
    expect(threshold).toBeCloseTo(9.21034 * (1 / 1000 + 1 / 5000), 5);
  });

  it('does not judge too few decisions', () => {
    expect(stabilityTest([1, 2, 3], [0.3, 0.3, 0.4], 5000, 0.01).threshold).toBeUndefined();
    expect(stabilityTest([0, 0], [0.5, 0.5], 5000, 0.01)).toEqual({ psi: 0 });
  });
});

describe('shareShift', () => {
  it('is the exact tail where events are rare: all of k on one side', () => {
    // 5 of 1000 here, none of 3000 there: P = C(1000, 5) / C(4000, 5), both sides looked at.
    const one = [0, 1, 2, 3, 4].reduce((product, index) => (product * (1000 - index)) / (4000 - index), 1);
    expect(shareShift(5, 1000, 0, 3000)).toBeCloseTo(2 * one, 10);
  });

  it('agrees with the normal law where events are many, on both sides', () => {
    for (const hits of [150, 250]) {
      const z = (hits / 1000 - 0.2) / Math.sqrt(0.2 * 0.8 * (1 / 1000 + 1 / 100_000));
      const tail = shareShift(hits, 1000, 20_000, 100_000);
      expect(Math.log(tail)).toBeGreaterThan(-(z * z) / 2 - 3);
      expect(Math.log(tail)).toBeLessThan(-(z * z) / 2 + 1);
    }
  });

  it('sees nothing in what is as expected, or cannot be otherwise', () => {
    expect(shareShift(200, 1000, 2000, 10_000)).toBe(1);
    expect(shareShift(0, 1000, 0, 10_000)).toBe(1);
    expect(shareShift(1000, 1000, 10_000, 10_000)).toBe(1);
    expect(shareShift(0, 0, 5, 10_000)).toBe(1);
  });
});
