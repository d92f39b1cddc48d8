import { describe, expect, it } from 'vitest';
import { splitByTime } from './split-by-time.js';

describe('splitByTime', () => {
  it('cuts by time and leaves a gap after each border', () => {
    const times = Float64Array.from({ length: 10 }, (_, hour) => hour * 10);
    expect(splitByTime(times, { trainShare: 0.5, watchShare: 0.3, gapMs: 10 })).toEqual({ train: [0, 5], watch: [6, 8], heldOut: [9, 10] });
  });

  it('says which slice is empty', () => {
    expect(() => splitByTime(Float64Array.of(1, 2, 3, 4), { trainShare: 0.5, watchShare: 0.25, gapMs: 100 })).toThrow(
      'nothing for the watch slice',
    );
  });
});
