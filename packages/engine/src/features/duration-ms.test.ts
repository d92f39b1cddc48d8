import { expect, it } from 'vitest';
import { durationMs } from './duration-ms.js';

it.each([
  ['30s', 30_000],
  ['10m', 600_000],
  ['24h', 86_400_000],
  ['90d', 7_776_000_000],
])('%s is %d ms', (duration, ms) => {
  expect(durationMs(duration)).toBe(ms);
});

it('is NaN for what is no duration', () => {
  expect(durationMs('10w')).toBeNaN();
});
