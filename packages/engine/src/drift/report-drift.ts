import type { DriftBins, FeatureBins } from './drift-bins.js';
import type { DriftCounts, DriftWindow } from './drift-counts.js';
import type { DriftReport, DriftStatus, FeatureDrift, ShareFigures, StabilityFigures, WindowDrift } from './drift-report.js';
import { shareShift, stabilityTest } from './shift-tests.js';

/**
 * Probability of any alarm in one look at a version that has not shifted, over all features and tests together. It is small because a
 * version is looked at again and again.
 */
const FALSE_ALARM_SHARE = 0.001;
/** The latest decisions that are looked at by themselves: enough to see what matters, few enough to see it soon. */
const RECENT_DECISIONS = 2000;
/** From here on a stability index is large, by the custom of credit scoring: a shift that matters, not only one that is there. */
const LARGE_PSI = 0.1;
/** A share of missing or unseen values that has moved by so much matters. */
const LARGE_SHARE_CHANGE = 0.05;
const RECENT_AND_DAY = 2;

const RANK: Readonly<Record<DriftStatus, number>> = { stable: 0, 'too-few': 1, shifted: 2, drifted: 3 };

/** Compares what was counted until `nowMs` with the reference. The more is tested, the more each single test must be sure. */
export function reportDrift(counts: DriftCounts, nowMs: number, falseAlarmShare = FALSE_ALARM_SHARE): DriftReport {
  const { bins } = counts;
  const tests = bins.features.reduce((sum, { reference }) => sum + (reference.kind === 'category' ? 3 : 2), 1);
  const tail = falseAlarmShare / RECENT_AND_DAY / tests;
  const recent = windowDrift(bins, counts.recent(nowMs, RECENT_DECISIONS), tail);
  const day = windowDrift(bins, counts.day(nowMs), tail);
  return { status: overall(day.score.status, [recent.status, day.status]), referenceRows: bins.rows, falseAlarmShare, recent, day };
}

function windowDrift(bins: DriftBins, { decisions, fromMs, toMs, counts }: DriftWindow, tail: number): WindowDrift {
  const score = scoreDrift(bins, counts, tail);
  const features = bins.features.map((feature) => featureDrift(feature, { counts, decisions, rows: bins.rows, tail }));
  return {
    decisions,
    ...(fromMs === undefined || toMs === undefined ? {} : { from: isoTime(fromMs), to: isoTime(toMs) }),
    status: overall(
      score.status,
      features.map(({ status }) => status),
    ),
    score,
    features: features.toSorted((a, b) => RANK[b.status] - RANK[a.status] || b.psi - a.psi),
    alarms: [...scoreAlarms(score), ...features.flatMap((feature) => featureAlarms(feature, tail))],
  };
}

function scoreDrift({ scoreShares, rows }: DriftBins, counts: Uint32Array, tail: number): WindowDrift['score'] {
  const figures = stability(counts.subarray(0, scoreShares.length), scoreShares, rows, tail);
  return { ...figures, status: stabilityStatus(figures) };
}

interface Sample {
  readonly counts: Uint32Array;
  readonly decisions: number;
  readonly rows: number;
  readonly tail: number;
}

function featureDrift({ name, reference, offset, bins, shares }: FeatureBins, { counts, decisions, rows, tail }: Sample): FeatureDrift {
  const there = rows * (1 - reference.missing);
  const figures = stability(counts.subarray(offset, offset + bins), shares, there, tail);
  const [unseenCount, missingCount] = [counts[offset + bins] ?? 0, counts[offset + bins + 1] ?? 0];
  const missing = shareFigures(missingCount, decisions, rows - there, rows);
  const unseen = reference.kind === 'category' ? shareFigures(unseenCount, decisions - missingCount, 0, there) : undefined;
  const tested = [missing, ...(unseen === undefined ? [] : [unseen])];
  return {
    name,
    kind: reference.kind,
    status: worst([stabilityStatus(figures), ...tested.map((figure) => shareStatus(figure, tail))]),
    ...figures,
    missing,
    ...(unseen === undefined ? {} : { unseen }),
  };
}

function stability(counts: Uint32Array, reference: readonly number[], rows: number, tail: number): StabilityFigures {
  return { ...stabilityTest(counts, reference, rows, tail), counts: Array.from(counts), reference };
}

function shareFigures(hits: number, decisions: number, referenceHits: number, rows: number): ShareFigures {
  return {
    share: decisions === 0 ? 0 : hits / decisions,
    reference: rows === 0 ? 0 : referenceHits / rows,
    probability: shareShift(hits, decisions, Math.round(referenceHits), Math.round(rows)),
  };
}

function stabilityStatus({ psi, threshold, reference }: StabilityFigures): DriftStatus {
  if (threshold === undefined) return reference.length < 2 ? 'stable' : 'too-few';
  if (psi <= threshold) return 'stable';
  return psi >= LARGE_PSI ? 'drifted' : 'shifted';
}

function shareStatus({ share, reference, probability }: ShareFigures, tail: number): DriftStatus {
  if (probability >= tail) return 'stable';
  return Math.abs(share - reference) >= LARGE_SHARE_CHANGE ? 'drifted' : 'shifted';
}

function worst(all: readonly DriftStatus[]): DriftStatus {
  return all.reduce((found, status) => (RANK[status] > RANK[found] ? status : found), 'stable');
}

/** A feature that is hardly ever there has too few values for good, and that says nothing of the version; every decision has a score. */
function overall(score: DriftStatus, parts: readonly DriftStatus[]): DriftStatus {
  return worst([score, ...parts.filter((status) => status !== 'too-few')]);
}

function scoreAlarms({ status, psi, threshold }: WindowDrift['score']): readonly string[] {
  return isAlarm(status) ? [`The scores have ${status}: ${indexWords(psi, threshold)}.`] : [];
}

function featureAlarms({ name, psi, threshold, missing, unseen, reference }: FeatureDrift, tail: number): readonly string[] {
  const status = stabilityStatus({ psi, reference, counts: [], ...(threshold === undefined ? {} : { threshold }) });
  const missingStatus = shareStatus(missing, tail);
  const unseenStatus = unseen === undefined ? 'stable' : shareStatus(unseen, tail);
  return [
    ...(isAlarm(status) ? [`${name} has ${status}: ${indexWords(psi, threshold)}.`] : []),
    ...(isAlarm(missingStatus) ? [`${name} is missing in ${percent(missing.share)} instead of ${percent(missing.reference)}.`] : []),
    ...(unseen !== undefined && isAlarm(unseenStatus) ? [`${name} has values never seen before in ${percent(unseen.share)}.`] : []),
  ];
}

function indexWords(psi: number, threshold = 0): string {
  return `stability index ${psi.toPrecision(3)}, by chance at most ${threshold.toPrecision(3)}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

function isAlarm(status: DriftStatus): status is 'shifted' | 'drifted' {
  return status === 'shifted' || status === 'drifted';
}

function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
