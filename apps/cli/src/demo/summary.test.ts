import type { Label, Outcome } from '@gavel/engine';
import { describe, expect, it } from 'vitest';
import { NO_SHADOWS } from './compare-shadows.js';
import { EvenSample } from './even-sample.js';
import { percentiles } from './percentiles.js';
import { quality } from './quality.js';
import { hasFailed, renderSummary } from './render-summary.js';
import { summarise, type Summary } from './summary.js';
import { Tally } from './tally.js';

interface Answered {
  readonly outcome: Outcome;
  readonly codes?: readonly string[];
  readonly role?: 'champion' | 'canary';
  readonly score?: number | null;
  readonly label?: Label['label'];
  readonly replayed?: boolean;
}

function added(tally: Tally, { outcome, codes = [], role = 'champion', score = 0.5, label, replayed = false }: Answered): void {
  const transaction = {
    id: 'tx',
    lane: 'l',
    eventTime: '2026-01-01T00:00:00Z',
    request: {},
    ...(label === undefined ? {} : { label: { label, source: 's' } }),
  };
  const model = score === null ? null : { role, version: role === 'canary' ? '2' : '1' };
  const reasons = codes.map((code) => ({ code, text: `text of ${code}` }));
  tally.addSent(transaction, {
    ok: true,
    latencyMs: 10,
    retries: 0,
    answer: { decisionId: 'd', outcome, reasons, score, model, degraded: score === null ? ['model:timeout'] : [], replayed },
  });
}

function summaryOf(answers: readonly Answered[], change: (tally: Tally) => void = () => undefined, shadow = NO_SHADOWS): Summary {
  const tally = new Tally(10);
  for (const answer of answers) added(tally, answer);
  change(tally);
  return summarise(tally, { url: 'http://u', flow: 'f', source: 's', interrupted: false, durationSeconds: 2, concurrency: 4, shadow });
}

describe('percentiles', () => {
  it('are values that were measured, by nearest rank', () => {
    const values = Array.from({ length: 200 }, (_, at) => 200 - at);
    expect(percentiles(values)).toEqual({ p50: 100, p95: 190, p99: 198, max: 200 });
    expect(percentiles([9, 10, 100])).toEqual({ p50: 10, p95: 100, p99: 100, max: 100 });
    expect(percentiles([])).toEqual({ p50: 0, p95: 0, p99: 0, max: 0 });
  });
});

describe('quality', () => {
  const labelled = new Map<Label['label'], Record<Outcome, number>>([
    ['fraud', { pass: 4, review: 5, block: 1 }],
    ['default', { pass: 0, review: 0, block: 2 }],
    ['genuine', { pass: 80, review: 7, block: 1 }],
    ['false-alarm', { pass: 0, review: 1, block: 0 }],
  ]);

  it('counts review and block, or block alone, as caught', () => {
    expect(quality(labelled, ['review', 'block'])).toEqual({
      truePositives: 8,
      falsePositives: 9,
      falseNegatives: 4,
      trueNegatives: 80,
      precision: 8 / 17,
      recall: 8 / 12,
    });
    expect(quality(labelled, ['block'])).toMatchObject({
      truePositives: 3,
      falsePositives: 1,
      falseNegatives: 9,
      trueNegatives: 88,
      precision: 0.75,
      recall: 0.25,
    });
  });

  it('answers null where there is nothing to divide by', () => {
    expect(quality(new Map(), ['block'])).toMatchObject({ precision: null, recall: null });
  });
});

describe('EvenSample', () => {
  it('keeps everything while there is room, then a spread over all of it', () => {
    const few = new EvenSample<number>(10);
    const many = new EvenSample<number>(100);
    const none = new EvenSample<number>(0);
    for (let at = 0; at < 10; at += 1) few.show(at);
    for (let at = 0; at < 10_000; at += 1) many.show(at);
    none.show(1);
    expect(few.all).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(many.all.length).toBeGreaterThan(50);
    expect(many.all.length).toBeLessThanOrEqual(100);
    expect(Math.max(...many.all)).toBeGreaterThan(9_000);
    expect(none.all).toEqual([]);
  });
});

describe('summarise', () => {
  it('adds up outcomes, reasons, roles, replays, labels and rates', () => {
    const summary = summaryOf([
      { outcome: 'pass', label: 'genuine' },
      { outcome: 'review', codes: ['B', 'A', 'A'], label: 'fraud', score: 0.7 },
      { outcome: 'block', codes: ['A'], role: 'canary', score: 0.9, label: 'genuine', replayed: true },
      { outcome: 'review', codes: ['B'], score: null },
    ]);
    expect(summary).toMatchObject({
      sent: 4,
      answered: 4,
      errors: 0,
      outcomes: { pass: 1, review: 2, block: 1 },
      replayed: 1,
      canaryShare: 1 / 3,
      labelled: 3,
      precision: 0.5,
      recall: 1,
      decisionsPerSecond: 2,
      degraded: { 'model:timeout': 1 },
      reasons: [
        { code: 'A', count: 2 },
        { code: 'B', count: 2 },
      ],
      versions: [
        { role: 'champion', version: '1', decisions: 2, meanScore: 0.6 },
        { role: 'canary', version: '2', decisions: 1, meanScore: 0.9 },
      ],
    });
    expect(hasFailed(summary)).toBe(false);
  });

  it('counts every failure by kind, names the first, and fails the run', () => {
    const summary = summaryOf([{ outcome: 'pass' }], (tally) => {
      const transaction = { id: 'tx-9', lane: 'l', eventTime: '', request: {} };
      tally.addSent(transaction, { ok: false, kind: 'overloaded', text: 'too much', retries: 5 });
      tally.addSent(transaction, { ok: false, kind: 'overloaded', text: 'again', retries: 5 });
      tally.addFaulty([{ file: 'f.csv', line: 3, pointer: '/amount', message: 'Not a number.' }]);
    });
    expect(summary).toMatchObject({
      sent: 3,
      answered: 1,
      errors: 2,
      retries: 10,
      faultyRows: 1,
      rowFaults: ['f.csv:3 /amount: Not a number.'],
    });
    expect(summary.errorsByKind).toEqual([{ kind: 'overloaded', count: 2, first: 'tx-9: too much' }]);
    expect(hasFailed(summary)).toBe(true);
    expect(renderSummary(summary)).toContain('tx-9: too much');
  });

  it('has null where there are no labels and no scores', () => {
    expect(summaryOf([{ outcome: 'review', score: null }])).toMatchObject({
      precision: null,
      recall: null,
      canaryShare: null,
      labelled: 0,
    });
  });

  it('is shown with outcomes, reasons, versions, flips and latencies', () => {
    const counts = (pass: number, review: number, block: number): Record<Outcome, number> => ({ pass, review, block });
    const matrix = { pass: counts(7, 2, 0), review: counts(1, 3, 0), block: counts(0, 0, 4) };
    const comparison = {
      champion: '1',
      candidate: '2',
      matrix,
      compared: 17,
      flips: 3,
      flipsWithoutScore: 2,
      failed: 1,
      meanScoreShift: -0.0125,
    };
    const shadow = { lookedAt: 20, outstanding: 2, comparisons: [comparison] };
    const text = renderSummary(summaryOf([{ outcome: 'block', codes: ['DENIED'], label: 'fraud' }], undefined, shadow));
    for (const part of [
      'DENIED',
      'text of DENIED',
      'champion 1',
      'Flips: 3 of 17 (17.6 %). 2 of them because',
      'Mean score shift -0.0125',
      '2 gave no score for 1',
      '2 shadow verdicts',
      'p99',
      '100.0 %',
    ]) {
      expect(text).toContain(part);
    }
  });
});
