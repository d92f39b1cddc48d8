import { describe, expect, it } from 'vitest';
import { areaUnderCurve, averagePrecision, brierScore, calibrationError, logLoss, operatingPoints } from './metrics.js';
import { SeededRandom } from './seeded-random.js';

/** The textbook definition, pair by pair. */
function pairwiseAuc(scores: number[], labels: Uint8Array): number {
  let won = 0;
  let pairs = 0;
  scores.forEach((a, i) =>
    scores.forEach((b, j) => {
      if (labels[i] !== 1 || labels[j] !== 0) return;
      pairs += 1;
      won += a > b ? 1 : a === b ? 0.5 : 0;
    }),
  );
  return won / pairs;
}

describe('metrics', () => {
  it.each([1, 2, 3])('AUC is the share of pairs in the right order, ties half (seed %i)', (seed) => {
    const random = new SeededRandom(seed);
    const scores = Array.from({ length: 200 }, () => Math.round(random.next() * 20) / 20);
    const labels = Uint8Array.from(scores, (score) => (random.next() < score ? 1 : 0));
    expect(areaUnderCurve({ scores, labels })).toBeCloseTo(pairwiseAuc(scores, labels), 12);
  });

  it('average precision follows the worked example', () => {
    // Ranked 1, 0, 1, 0: (1/1 + 2/3) / 2.
    expect(averagePrecision({ scores: [0.9, 0.8, 0.7, 0.1], labels: Uint8Array.of(1, 0, 1, 0) })).toBeCloseTo((1 + 2 / 3) / 2, 12);
  });

  it('average precision of equal scores is the share of frauds, whatever their order', () => {
    expect(averagePrecision({ scores: [0.5, 0.5, 0.5, 0.5], labels: Uint8Array.of(1, 0, 0, 0) })).toBeCloseTo(0.25, 12);
    expect(averagePrecision({ scores: [0.5, 0.5, 0.5, 0.5], labels: Uint8Array.of(0, 0, 0, 1) })).toBeCloseTo(0.25, 12);
  });

  it('calibration error is the gap between score and outcome, bin by bin', () => {
    expect(calibrationError({ scores: [0.5, 0.5], labels: Uint8Array.of(1, 0) })).toBeCloseTo(0, 12);
    expect(calibrationError({ scores: [0.9, 0.9, 0.1, 0.1], labels: Uint8Array.of(1, 0, 0, 0) })).toBeCloseTo((0.8 + 0.2) / 4, 12);
  });

  it('log loss is finite for a certain mistake', () => {
    expect(logLoss({ scores: [1], labels: Uint8Array.of(0) })).toBeCloseTo(-Math.log(1e-7), 9);
  });

  it('operating points count alerts, precision and recall', () => {
    const scored = { scores: [0.9, 0.6, 0.4, 0.2], labels: Uint8Array.of(1, 0, 1, 0) };
    expect(operatingPoints(scored, [0.5, 0.95])).toEqual([
      { from: 0.5, alerts: 2, precision: 0.5, recall: 0.5 },
      { from: 0.95, alerts: 0, precision: Number.NaN, recall: 0 },
    ]);
  });

  it('the Brier score is the mean squared distance', () => {
    // (0.1² + 0.3²) / 2
    expect(brierScore({ scores: [0.9, 0.3], labels: Uint8Array.of(1, 0) })).toBeCloseTo(0.05, 12);
  });
});
