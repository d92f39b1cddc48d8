import { expect, it } from 'vitest';
import { localClock } from './local-clock.js';

it.each([
  ['2026-03-02T14:30:00Z', { hour: 14, weekday: 1 }],
  ['2026-03-01T23:30:00-05:00', { hour: 23, weekday: 7 }],
  ['2026-03-02T00:10:00.123456+09:00', { hour: 0, weekday: 1 }],
  ['2024-02-29t08:00:00z', { hour: 8, weekday: 4 }],
  ['2016-12-31T23:59:60Z', { hour: 23, weekday: 6 }],
])('%s by its own offset', (timestamp, clock) => {
  expect(localClock(timestamp)).toEqual(clock);
});

it.each(['', '2026-03-02', '2026-03-02T14:30:00', '2026-02-30T14:30:00Z', '2026-13-01T14:30:00Z', '2026-03-02T24:00:00Z', 'tomorrow'])(
  '%j is no timestamp',
  (text) => {
    expect(localClock(text)).toBeUndefined();
  },
);
