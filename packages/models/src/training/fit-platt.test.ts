import { describe, expect, it } from 'vitest';
import { sigmoid } from '../artifact/logit.js';
import { fitPlatt } from './fit-platt.js';
import { SeededRandom } from './seeded-random.js';

describe('fitPlatt', () => {
  it('finds the line that the labels were drawn from', () => {
    const random = new SeededRandom(1);
    const logits = Float64Array.from({ length: 50_000 }, () => random.next() * 8 - 4);
    const labels = Uint8Array.from(logits, (logit) => (random.next() < sigmoid(0.6 * logit - 1) ? 1 : 0));
    const fitted = fitPlatt(logits, labels);
    expect(fitted).toMatchObject({ kind: 'platt', slope: expect.closeTo(0.6, 1), intercept: expect.closeTo(-1, 1) });
  });

  it.each([
    ['only one class', [1, 2, 3], [0, 0, 0]],
    ['a score that points the wrong way', [-2, -1, 1, 2], [1, 1, 0, 0]],
  ])('does not calibrate by %s', (_, logits, labels) => {
    expect(fitPlatt(logits, Uint8Array.from(labels))).toEqual({ kind: 'none' });
  });
});
