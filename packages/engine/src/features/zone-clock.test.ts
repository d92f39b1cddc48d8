import { expect, it } from 'vitest';
import { zoneClock } from './zone-clock.js';

const at = (text: string): number => Date.parse(text);

it.each([
  ['2026-07-01T22:30:00Z', 'Europe/Berlin', 0, 4],
  ['2026-01-01T22:30:00Z', 'Europe/Berlin', 23, 4],
  ['2026-03-01T23:30:00Z', 'America/New_York', 18, 7],
  ['2026-03-02T00:10:00Z', 'Asia/Kathmandu', 5, 1],
  ['2026-03-02T00:10:00Z', 'UTC', 0, 1],
])('%s in %s is hour %d of day %d', (text, zone, hour, weekday) => {
  expect(zoneClock(at(text), zone)).toEqual({ hour, weekday });
});

it.each(['', 'Europe/Atlantis', '+02:00', '__proto__'])('knows no zone %s', (zone) => {
  expect(zoneClock(0, zone)).toBeUndefined();
  expect(zoneClock(0, zone)).toBeUndefined();
});

it('knows no clock at a time that is none', () => {
  expect(zoneClock(Number.NaN, 'UTC')).toBeUndefined();
});
