import { describe, expect, it } from 'vitest';
import { progressWords, showProgress } from './progress.js';

describe('progressWords', () => {
  it.each([
    [0, 5000, 0, '0 of 5,000 (0 %), 0 a second'],
    [1200, 5000, 2000, '1,200 of 5,000 (24 %), 600 a second, 7 s left'],
    [10, 100_000, 10_000, '10 of 100,000 (0 %), 1 a second, 27.8 h left'],
    [5000, 5000, 10_000, '5,000 of 5,000 (100 %), 500 a second'],
    [12, 10, 1000, '12 of 12 (100 %), 12 a second'],
    [0, 0, 5, '0 of 0 (100 %), 0 a second'],
  ])('%i of %i after %i ms', (done, total, elapsedMs, words) => {
    expect(progressWords(done, total, elapsedMs)).toBe(words);
  });
});

it('writes a line every five seconds where nothing can be redrawn', () => {
  let nowMs = 0;
  const lines: string[] = [];
  const terminal = { out: () => undefined, err: (text: string) => void lines.push(text), interactive: false };
  const progress = showProgress(terminal, 100, () => nowMs);
  for (nowMs = 1000; nowMs <= 12_000; nowMs += 1000) progress.report(nowMs / 1000);
  progress.end(12);
  expect(lines).toEqual([
    '  5 of 100 (5 %), 1 a second, 2 min left',
    '  10 of 100 (10 %), 1 a second, 2 min left',
    '  12 of 100 (12 %), 1 a second, 2 min left',
  ]);
});
