import { OUTCOMES, PLAIN_LABELS, type LabelTable } from '@gavel/engine';
import type { ShadowReport } from './compare-shadows.js';
import { percentiles, type Percentiles } from './percentiles.js';
import { quality, share, type Quality } from './quality.js';
import { totalOf, type OutcomeCounts, type Tally, type Trouble } from './tally.js';

/** What a version answered when it decided. */
interface VersionSummary {
  readonly role: string;
  readonly version: string;
  readonly decisions: number;
  readonly outcomes: OutcomeCounts;
  readonly meanScore: number;
}

/** A whole run, as `--json` writes it. Shares are between 0 and 1, null where there is nothing to divide by. */
export interface Summary {
  readonly url: string;
  readonly flow: string;
  readonly source: string;
  /** Ctrl-C ended it before its source did. */
  readonly interrupted: boolean;
  readonly durationSeconds: number;
  readonly decisionsPerSecond: number;
  readonly concurrency: number;
  /** Requests sent; each is either answered or counted in `errors`. */
  readonly sent: number;
  readonly answered: number;
  /** Requests without a decision, and labels that were not taken. */
  readonly errors: number;
  readonly errorsByKind: readonly Trouble[];
  /** Rows that could not be made into a request, and were not sent. */
  readonly faultyRows: number;
  /** The first of them, in words. */
  readonly rowFaults: readonly string[];
  readonly retries: number;
  readonly replayed: number;
  readonly outcomes: OutcomeCounts;
  readonly reasons: readonly { readonly code: string; readonly text: string; readonly count: number }[];
  readonly degraded: Readonly<Record<string, number>>;
  readonly versions: readonly VersionSummary[];
  /** Of the decisions that a model scored, those decided by a canary. */
  readonly canaryShare: number | null;
  /** Decisions looked at whose candidate would have answered otherwise than the champion; more in `shadow`. */
  readonly flips: number;
  readonly shadow: ShadowReport;
  readonly labelled: number;
  /** Positive: review or block. Null where there are no labels. */
  readonly precision: number | null;
  readonly recall: number | null;
  readonly reviewOrBlock: Quality;
  readonly blockOnly: Quality;
  readonly latencyMs: Percentiles;
}

/** What a summary is told besides the counts. */
export type RunFacts = Pick<Summary, 'url' | 'flow' | 'source' | 'interrupted' | 'durationSeconds' | 'concurrency' | 'shadow'>;

/** Adds everything up; `labels` are the flow's. */
export function summarise(tally: Tally, run: RunFacts, labels: LabelTable = PLAIN_LABELS): Summary {
  const versions = [...tally.versions.values()].map(({ role, version, outcomes, scoreSum }) => {
    const decisions = totalOf(outcomes);
    return { role, version, decisions, outcomes, meanScore: scoreSum / decisions };
  });
  const canaried = versions.filter(({ role }) => role === 'canary').reduce((sum, { decisions }) => sum + decisions, 0);
  const scored = versions.reduce((sum, { decisions }) => sum + decisions, 0);
  const reviewOrBlock = quality(tally.labelled, ['review', 'block'], labels);
  return {
    ...run,
    decisionsPerSecond: run.durationSeconds === 0 ? 0 : tally.answered / run.durationSeconds,
    sent: tally.answered + tally.failed,
    answered: tally.answered,
    errors: tally.troubles.reduce((sum, { count }) => sum + count, 0),
    errorsByKind: tally.troubles,
    faultyRows: tally.faultyRows,
    rowFaults: tally.rowFaults,
    retries: tally.retries,
    replayed: tally.replayed,
    outcomes: tally.outcomes,
    reasons: [...tally.reasons]
      .map(([code, { count, text }]) => ({ code, text, count }))
      .toSorted((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)),
    degraded: Object.fromEntries(tally.degraded),
    versions: versions.toSorted((a, b) => b.decisions - a.decisions),
    canaryShare: share(canaried, scored),
    flips: run.shadow.comparisons.reduce((sum, { flips }) => sum + flips, 0),
    labelled: [...tally.labelled.values()].reduce((sum, counts) => sum + totalOf(counts), 0),
    precision: reviewOrBlock.precision,
    recall: reviewOrBlock.recall,
    reviewOrBlock,
    blockOnly: quality(tally.labelled, ['block'], labels),
    latencyMs: percentiles(tally.latenciesMs),
  };
}

/** Shares of the outcomes, from pass to block; of nothing, all 0. */
export function outcomeShares(counts: OutcomeCounts): readonly number[] {
  const total = totalOf(counts);
  return OUTCOMES.map((outcome) => (total === 0 ? 0 : counts[outcome] / total));
}
