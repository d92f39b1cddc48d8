import { describe, expect, it } from 'vitest';
import { explainScore } from './explain-score.js';
import { inputGroups } from './input-groups.js';

const GROUPS = [
  { name: 'amount', features: ['amount', 'amountToMean'], reason: 'UNUSUAL_AMOUNT' },
  { name: 'pace', features: ['count1h', 'notRead'], reason: 'UNUSUAL_PACE' },
  { name: 'elsewhere', features: ['alsoNotRead'], reason: 'NEVER' },
];

describe('inputGroups', () => {
  it('has each input of the version once, and what no group names as other', () => {
    expect(inputGroups({ groups: GROUPS }, ['hour', 'amount', 'count1h', 'amountToMean'])).toEqual([
      { name: 'amount', features: ['amount', 'amountToMean'], reason: 'UNUSUAL_AMOUNT' },
      { name: 'pace', features: ['count1h'], reason: 'UNUSUAL_PACE' },
      { name: 'other', features: ['hour'] },
    ]);
  });

  it('takes each input of a small model by itself where nothing is declared, and gives up on a large one', () => {
    expect(inputGroups(undefined, ['a', 'b'])).toEqual([
      { name: 'a', features: ['a'] },
      { name: 'b', features: ['b'] },
    ]);
    expect(
      inputGroups(
        undefined,
        Array.from({ length: 11 }, (_, index) => `f${index}`),
      ),
    ).toBeUndefined();
  });
});

describe('explainScore', () => {
  const groups = inputGroups({ groups: GROUPS }, ['amount', 'count1h', 'hour'])!;
  /** amount adds 0.6, pace 0.2, other takes 0.1: nothing works together. */
  const additive = Float64Array.from(
    { length: 8 },
    (_, place) => 0.15 + (place & 1 ? 0.6 : 0) + (place & 2 ? 0.2 : 0) - (place & 4 ? 0.1 : 0),
  );
  const parts = {
    scoreValue: 0.85,
    background: { kind: 'rows', rows: 1 } as const,
    coalitions: additive,
    groups,
    reasonTexts: { UNUSUAL_AMOUNT: 'The amount is unusual.', UNUSUAL_PACE: 'The pace is unusual.' },
  };

  it('splits the score over the groups, the largest first, and gives reasons for what raises it', () => {
    const explained = explainScore(parts);
    expect(explained.groups.map(({ name, direction, contribution }) => [name, direction, Number(contribution.toFixed(12))])).toEqual([
      ['amount', 'raises', 0.6],
      ['pace', 'raises', 0.2],
      ['other', 'lowers', -0.1],
    ]);
    expect(explained.background).toEqual({ kind: 'rows', rows: 1, scoreValue: 0.15 });
    expect(explained.reasons).toEqual([
      { code: 'UNUSUAL_AMOUNT', text: 'The amount is unusual.', group: 'amount' },
      { code: 'UNUSUAL_PACE', text: 'The pace is unusual.', group: 'pace' },
    ]);
  });

  it('adds up to the recorded score, though the batch gave it with another rounding', () => {
    const { groups: all, background } = explainScore({ ...parts, scoreValue: 0.8500004 });
    const sum = all.reduce((total, { contribution }) => total + contribution, 0);
    expect(sum).toBeCloseTo(0.8500004 - background.scoreValue, 12);
  });

  it('gives no reason for what adds next to nothing', () => {
    const flat = Float64Array.from({ length: 8 }, (_, place) => (place & 1 ? 0.9 : 0.1) + (place & 2 ? 0.01 : 0));
    const { reasons, groups: all } = explainScore({ ...parts, scoreValue: 0.91, coalitions: flat });
    expect(reasons.map(({ code }) => code)).toEqual(['UNUSUAL_AMOUNT']);
    expect(all.at(-1)).toMatchObject({ name: 'other', direction: 'none' });
  });

  it('gives no reason for a score that is not above the background’s', () => {
    const lowered = additive.map((worth, place) => (place & 4 ? worth - 0.9 : worth));
    expect(explainScore({ ...parts, scoreValue: 0, coalitions: lowered }).reasons).toEqual([]);
  });
});
