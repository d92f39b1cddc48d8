import { describe, expect, it } from 'vitest';
import { cardPrecision } from './card-precision.js';

const DAY_MS = 86_400_000;

describe('cardPrecision', () => {
  it('alerts the best-scored cards of each day, and leaves out those found before', () => {
    // Day 0: cards 1 (.9, fraud) and 2 (.8) alerted. Day 1: card 1 is out, so 3 (.7, fraud) and 4 (.6) are. (1/2 + 1/2) / 2.
    const rows = [
      [0, 1, 0.9, 1],
      [0, 2, 0.8, 0],
      [0, 3, 0.1, 1],
      [1, 1, 0.95, 1],
      [1, 3, 0.7, 1],
      [1, 4, 0.6, 0],
      [1, 5, 0.5, 1],
    ] as const;
    const input = {
      scores: rows.map(([, , score]) => score),
      labels: Uint8Array.from(rows, ([, , , label]) => label),
      timesMs: rows.map(([day]) => day * DAY_MS),
      groups: rows.map(([, group]) => group),
    };
    expect(cardPrecision(input, 2)).toBeCloseTo(0.5, 12);
    expect(cardPrecision(input, 1)).toBeCloseTo((1 + 1) / 2, 12);
  });

  it('takes a card by its highest score, and for defrauded when any of its payments that day is', () => {
    const input = { scores: [0.9, 0.1, 0.5], labels: Uint8Array.of(0, 1, 0), timesMs: [0, 1, 2], groups: [1, 1, 2] };
    expect(cardPrecision(input, 1)).toBe(1);
  });
});
