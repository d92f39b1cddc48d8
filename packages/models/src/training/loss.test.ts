import { describe, expect, it } from 'vitest';
import { correctionOf, correctPrior } from '../artifact/correct-prior.js';
import { logit, sigmoid } from '../artifact/logit.js';
import { lossCurvature, lossGradient } from './loss.js';

/** The losses as they are defined, to differentiate by differences. */
function loss(z: number, label: number, classWeight: number, gamma: number): number {
  const q = label === 1 ? sigmoid(z) : 1 - sigmoid(z);
  return -(label === 1 ? classWeight : 1) * (1 - q) ** gamma * Math.log(q);
}

describe('lossGradient', () => {
  it.each([
    [1, 0],
    [7, 0],
    [1, 2],
    [3, 1.5],
  ])('is the slope of the loss (weight %d, γ %d)', (classWeight, focalGamma) => {
    for (const label of [0, 1])
      for (const z of [-3, -0.5, 0, 1, 4]) {
        const slope = (loss(z + 1e-5, label, classWeight, focalGamma) - loss(z - 1e-5, label, classWeight, focalGamma)) / 2e-5;
        expect(lossGradient(z, label, { classWeight, focalGamma })).toBeCloseTo(slope, 6);
      }
  });

  it('has the curvature that it says', () => {
    const slope = (z: number): number => lossGradient(z, 1, { classWeight: 4, focalGamma: 0 });
    expect(lossCurvature(0.7, 1, { classWeight: 4 })).toBeCloseTo((slope(0.7 + 1e-5) - slope(0.7 - 1e-5)) / 2e-5, 6);
  });
});

describe('correctPrior', () => {
  it.each([
    { classWeight: 1 },
    { classWeight: 20 },
    { classWeight: 1, genuineShare: 0.05 },
    { classWeight: 1, focalGamma: 2 },
    { classWeight: 5, genuineShare: 0.5, focalGamma: 1 },
  ])('takes the logit that minimises the loss back to the true share: %o', (options) => {
    const share = 0.03;
    const drawn = { fraud: share, genuine: (1 - share) * (options.genuineShare ?? 1) };
    const lossOptions = { classWeight: options.classWeight, focalGamma: options.focalGamma ?? 0 };
    const slope = (z: number): number => drawn.fraud * lossGradient(z, 1, lossOptions) + drawn.genuine * lossGradient(z, 0, lossOptions);
    let [low, high] = [-12, 12];
    for (let step = 0; step < 200; step += 1) {
      const middle = (low + high) / 2;
      if (slope(middle) < 0) low = middle;
      else high = middle;
    }
    expect(correctPrior(low, correctionOf(options))).toBeCloseTo(logit(share), 4);
  });
});
