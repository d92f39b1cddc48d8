import { describe, expect, it } from 'vitest';
import { randomDecisions, referenceRows, type PlantedShift } from '../testing/random-decisions.js';
import { seededNumbers } from '../testing/seeded-numbers.js';
import { DriftBins, type ScoredDecision } from './drift-bins.js';
import { DriftCounts } from './drift-counts.js';
import { fitReference } from './fit-reference.js';
import { reportDrift } from './report-drift.js';
import type { DriftReport } from './drift-report.js';

const START_MS = Date.UTC(2026, 0, 5);
/** About 600 decisions a minute. */
const GAP_MS = 100;

function countsFor(seed: number, rows: number): { counts: DriftCounts; random: () => number } {
  const random = seededNumbers(seed);
  const { scores, columns } = referenceRows(random, rows);
  return { counts: new DriftCounts(new DriftBins(fitReference(scores, columns))), random };
}

interface Stretch {
  readonly decisions: number;
  readonly startMs: number;
  readonly shift?: PlantedShift;
}

/** The time of the last one. */
function stream(counts: DriftCounts, random: () => number, { decisions, startMs, shift = {} }: Stretch): number {
  const source = randomDecisions(random, shift);
  for (let index = 0; index < decisions; index += 1) counts.add(startMs + index * GAP_MS, source.next().value as ScoredDecision);
  return startMs + decisions * GAP_MS;
}

const shifted = (report: DriftReport): string[] => [
  ...new Set(
    [report.recent, report.day].flatMap(({ features }) => features.filter(({ status }) => status.endsWith('ed')).map(({ name }) => name)),
  ),
];

describe('reportDrift', () => {
  it.each<[string, PlantedShift, string]>([
    ['one number by half a standard deviation', { amount: 0.5 }, 'amount'],
    ['one number by a fifth', { amount: 0.2 }, 'amount'],
    ['the share of missing values from 1 % to 3 %', { missing: 0.03 }, 'deviceAge'],
    ['a category that was never seen, in half a per cent', { unseen: 0.005 }, 'channel'],
  ])('tells a shift of %s within 5,000 decisions, and of nothing else', (_name, shift, feature) => {
    const { counts, random } = countsFor(1, 10_000);
    const endMs = stream(counts, random, { decisions: 5000, startMs: START_MS, shift });
    const report = reportDrift(counts, endMs);
    expect(shifted(report)).toEqual([feature]);
    expect(report.day.alarms.join()).toContain(feature);
    expect(report.day.score.status).toBe('stable');
  });

  it('tells a shift of the score within 5,000 decisions', () => {
    const { counts, random } = countsFor(2, 10_000);
    const report = reportDrift(counts, stream(counts, random, { decisions: 5000, startMs: START_MS, shift: { score: 0.5 } }));
    expect(report.day.score.status).toBe('shifted');
    expect(report.day.alarms).toHaveLength(1);
  });

  it('tells a shift that began lately though the day holds many decisions without it', () => {
    const { counts, random } = countsFor(3, 10_000);
    const calmMs = stream(counts, random, { decisions: 20_000, startMs: START_MS });
    expect(reportDrift(counts, calmMs).status).toBe('stable');
    const report = reportDrift(counts, stream(counts, random, { decisions: 2500, startMs: calmMs, shift: { amount: 0.3 } }));
    expect(report.recent.decisions).toBeLessThan(3000);
    expect(report.recent.features[0]).toMatchObject({ name: 'amount', status: 'shifted' });
  });

  it('calls a large shift drifted, and says by how much in words', () => {
    const { counts, random } = countsFor(4, 5000);
    const report = reportDrift(counts, stream(counts, random, { decisions: 3000, startMs: START_MS, shift: { amount: 1, missing: 0.3 } }));
    expect(report.status).toBe('drifted');
    expect(report.day.alarms[0]).toMatch(/^amount has drifted: stability index 0\.\d+, by chance at most 0\.0\d+\.$/);
    expect(report.day.alarms[1]).toMatch(/^deviceAge is missing in (29|30|31)\.?\d* % instead of 1\.?\d* %\.$/);
  });

  it('gives an alarm in at most 5 % of 40 short streams without shift, looked at ten times each', { timeout: 60_000 }, () => {
    const alarms = Array.from({ length: 40 }, (_, seed) => {
      const { counts, random } = countsFor(100 + seed, 2000);
      return Array.from({ length: 10 }, (__, look) => {
        const endMs = stream(counts, random, { decisions: 150, startMs: START_MS + look * 150 * GAP_MS });
        return reportDrift(counts, endMs).status === 'stable';
      }).includes(false);
    });
    expect(alarms.filter(Boolean).length).toBeLessThanOrEqual(2);
  });

  it('says nothing of too few decisions', () => {
    const { counts, random } = countsFor(5, 5000);
    expect(reportDrift(counts, START_MS).status).toBe('too-few');
    stream(counts, random, { decisions: 10, startMs: START_MS, shift: { amount: 3 } });
    const { day } = reportDrift(counts, START_MS + 60_000);
    expect(day.score.status).toBe('too-few');
    expect(day.alarms).toEqual([]);
  });
});

describe('DriftCounts', () => {
  it('forgets what is more than a day old, and takes nothing that comes a day late', () => {
    const { counts, random } = countsFor(6, 1000);
    const dayMs = 86_400_000;
    stream(counts, random, { decisions: 100, startMs: START_MS });
    expect(counts.day(START_MS + 10_000).decisions).toBe(100);
    expect(counts.day(START_MS + dayMs + 60_000).decisions).toBe(0);
    stream(counts, random, { decisions: 10, startMs: START_MS + dayMs });
    stream(counts, random, { decisions: 10, startMs: START_MS - dayMs });
    expect(counts.day(START_MS + dayMs).decisions).toBe(10);
  });

  it('adds minutes up: every feature of every decision is counted once', () => {
    const { counts, random } = countsFor(7, 1000);
    const endMs = stream(counts, random, { decisions: 3000, startMs: START_MS });
    const { decisions, counts: sums, fromMs, toMs } = counts.day(endMs);
    expect(decisions).toBe(3000);
    expect(sums.reduce((total, count) => total + count, 0)).toBe(3000 * (1 + counts.bins.features.length));
    expect([fromMs, toMs]).toEqual([START_MS, START_MS + 300_000]);
  });
});
