import { describe, expect, it } from 'vitest';
import { chiSquaredQuantile, chiSquaredTail, logGamma } from './chi-squared.js';

describe('chi-squared', () => {
  it.each([
    [3.841458820694124, 1, 0.05],
    [16.918977604620448, 9, 0.05],
    [27.877164871256568, 9, 0.001],
    [6.634896601021213, 1, 0.01],
    [124.34211340400408, 100, 0.05],
  ])('has the tail of the tables: P(χ² ≥ %s) with %s degrees of freedom is %s', (x, freedom, tail) => {
    expect(chiSquaredTail(x, freedom)).toBeCloseTo(tail, 12);
    expect(chiSquaredQuantile(tail, freedom)).toBeCloseTo(x, 8);
  });

  it('is e^(−x/2) with two degrees of freedom, far out too', () => {
    for (const x of [0.01, 1, 10, 60, 200]) expect(chiSquaredTail(x, 2) / Math.exp(-x / 2)).toBeCloseTo(1, 10);
  });

  it('knows factorials', () => {
    expect(Math.exp(logGamma(11))).toBeCloseTo(3_628_800, 4);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
  });
});
