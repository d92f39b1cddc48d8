import { describe, expect, it } from 'vitest';
import { calibrate } from '../artifact/calibrate.js';
import { sigmoid } from '../artifact/logit.js';
import { fitIsotonic } from './fit-isotonic.js';
import { calibrationError } from './metrics.js';
import { SeededRandom } from './seeded-random.js';

describe('fitIsotonic', () => {
  it('pools what stands in the wrong order', () => {
    // Labels 0 1 0 1 by rising logit: the middle two are pooled. Each level is (frauds + .25) / (rows + .5).
    const fitted = fitIsotonic([-2, -1, 1, 2], Uint8Array.of(0, 1, 0, 1));
    expect(fitted).toEqual({ kind: 'isotonic', logits: [-2, 0, 2], scores: [0.25 / 1.5, 1.25 / 2.5, 1.25 / 1.5] });
  });

  it('mends a calibration that no straight line can, and keeps the order of scores', () => {
    const random = new SeededRandom(1);
    const logits = Float64Array.from({ length: 40_000 }, () => random.next() * 8 - 4);
    const labels = Uint8Array.from(logits, (x) => (random.next() < 0.05 + 0.5 * sigmoid(6 * (x - 1)) ? 1 : 0));
    const calibrator = fitIsotonic(logits, labels);
    const scores = Float64Array.from(logits, (x) => calibrate(sigmoid(x), { priorCorrection: { classWeight: 1 }, calibrator }));
    expect(calibrationError({ scores: logits.map(sigmoid), labels })).toBeGreaterThan(0.1);
    expect(calibrationError({ scores, labels })).toBeLessThan(0.01);
    const sorted = [...new Set([...logits].toSorted((a, b) => a - b))].map((x) =>
      calibrate(sigmoid(x), { priorCorrection: { classWeight: 1 }, calibrator }),
    );
    expect(sorted.every((score, place) => place === 0 || score >= sorted[place - 1]!)).toBe(true);
  });

  it('does not calibrate by one class', () => {
    expect(fitIsotonic([1, 2], Uint8Array.of(0, 0))).toEqual({ kind: 'none' });
  });
});
