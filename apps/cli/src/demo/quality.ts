import { meaningOf, OUTCOMES, PLAIN_LABELS, type Label, type LabelMeaning, type LabelTable, type Outcome } from '@gavel/engine';
import type { OutcomeCounts } from './tally.js';

/** How answers met labels, for one meaning of "caught". Shares are null where they would divide by zero. */
export interface Quality {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
  /** Of what was caught, the share that was bad. */
  readonly precision: number | null;
  /** Of what was bad, the share that was caught. */
  readonly recall: number | null;
}

/** Precision and recall where `caught` names the outcomes that count as a positive; `labels` are the flow's. */
export function quality(
  labelled: ReadonlyMap<Label['label'], OutcomeCounts>,
  caught: readonly Outcome[],
  labels: LabelTable = PLAIN_LABELS,
): Quality {
  const count = (meaning: LabelMeaning, outcomes: readonly Outcome[]): number =>
    [...labelled]
      .filter(([label]) => meaningOf(label, { labels }) === meaning)
      .reduce((sum, [, counts]) => sum + outcomes.reduce((part, outcome) => part + counts[outcome], 0), 0);
  const missed = OUTCOMES.filter((outcome) => !caught.includes(outcome));
  const [truePositives, falsePositives] = [count('positive', caught), count('negative', caught)];
  const [falseNegatives, trueNegatives] = [count('positive', missed), count('negative', missed)];
  return {
    truePositives,
    falsePositives,
    falseNegatives,
    trueNegatives,
    precision: share(truePositives, truePositives + falsePositives),
    recall: share(truePositives, truePositives + falseNegatives),
  };
}

/** A share, or null of nothing. */
export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
