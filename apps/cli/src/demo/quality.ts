import { OUTCOMES, type Label, type Outcome } from '@gavel/engine';
import type { OutcomeCounts } from './tally.js';

/** Labels that say the answer should not have been pass. */
const BAD: ReadonlySet<Label['label']> = new Set(['fraud', 'default']);

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

/** Precision and recall where `caught` names the outcomes that count as a positive. */
export function quality(labelled: ReadonlyMap<Label['label'], OutcomeCounts>, caught: readonly Outcome[]): Quality {
  const count = (bad: boolean, outcomes: readonly Outcome[]): number =>
    [...labelled].reduce(
      (sum, [label, counts]) => (BAD.has(label) === bad ? sum + outcomes.reduce((part, outcome) => part + counts[outcome], 0) : sum),
      0,
    );
  const missed = OUTCOMES.filter((outcome) => !caught.includes(outcome));
  const [truePositives, falsePositives] = [count(true, caught), count(false, caught)];
  const [falseNegatives, trueNegatives] = [count(true, missed), count(false, missed)];
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
