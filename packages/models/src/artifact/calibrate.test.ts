import { describe, expect, it } from 'vitest';
import { calibrate } from './calibrate.js';
import { logit, sigmoid } from './logit.js';

const NONE = { kind: 'none' } as const;

describe('calibrate', () => {
  it('takes the class weight back exactly: odds divided by the weight', () => {
    const corrected = calibrate(0.8, { priorCorrection: { classWeight: 10 }, calibrator: NONE });
    expect(corrected / (1 - corrected)).toBeCloseTo(4 / 10, 10);
  });

  it('leaves a plain probability alone', () => {
    expect(calibrate(0.3, { priorCorrection: { classWeight: 1 }, calibrator: NONE })).toBeCloseTo(0.3, 12);
  });

  it('applies Platt after the correction', () => {
    const calibrator = { kind: 'platt', slope: 2, intercept: -1 } as const;
    expect(calibrate(0.7, { priorCorrection: { classWeight: 1 }, calibrator })).toBeCloseTo(sigmoid(2 * logit(0.7) - 1), 12);
  });

  it.each([0, 1, 1e-30])('stays strictly between 0 and 1 at the edge (%s)', (edge) => {
    const score = calibrate(edge, { priorCorrection: { classWeight: 100 }, calibrator: NONE });
    expect(score).toBeGreaterThan(0);
    expect(score).toBeLessThan(1);
  });

  it.each([Number.NaN, -0.1, 1.5, Infinity])('does not make a probability of %s', (value) => {
    expect(calibrate(value, { priorCorrection: { classWeight: 10 }, calibrator: NONE })).toBe(value);
  });
});
