import type { BackgroundRows } from '../ports.js';
import type { InputGroup } from './input-groups.js';
import { shapleyValues } from './shapley-values.js';

/** Most reasons given for one score. */
const MOST_REASONS = 4;
/** A group that adds less than this share of all that raises the score is no reason for it. */
const LEAST_SHARE = 0.05;
/** Below this a contribution is the rounding of 32-bit numbers. */
const NOTHING = 1e-7;

/** What one group of inputs did to a score. */
export interface GroupContribution {
  readonly name: string;
  readonly features: readonly string[];
  /** In the unit of the score, a probability: all contributions add up to the score less the background's. */
  readonly contribution: number;
  readonly direction: 'raises' | 'lowers' | 'none';
}

/** Why a score is what it is, beside a background. */
export interface ScoreExplanation {
  readonly scoreValue: number;
  readonly background: BackgroundRows & { readonly scoreValue: number };
  /** The largest first, whichever way it goes. */
  readonly groups: readonly GroupContribution[];
  /** What raises the score most, as reasons of the flow's table; the largest first. None of a score that is not above the background's. */
  readonly reasons: readonly { readonly code: string; readonly text: string; readonly group: string }[];
}

/** The parts that an explanation is made of. */
export interface ExplainedParts {
  readonly scoreValue: number;
  readonly background: BackgroundRows;
  /** Scores by coalition, as `CoalitionScorer` gives them. */
  readonly coalitions: Float64Array;
  readonly groups: readonly InputGroup[];
  readonly reasonTexts: Readonly<Record<string, string>>;
}

/**
 * Splits a score over groups of inputs: exact Shapley values of the value function "mean score over the background when only these
 * groups are the decision's own". They add up to the recorded score less the background's.
 */
export function explainScore({ scoreValue, background, coalitions, groups, reasonTexts }: ExplainedParts): ScoreExplanation {
  const worth = Float64Array.from(coalitions);
  // The recorded score is the same to the rounding of 32-bit numbers; with it the sum is exact.
  worth[worth.length - 1] = scoreValue;
  const values = shapleyValues(worth, groups.length);
  const contributions = groups
    .map((group, index) => ({ ...group, contribution: values[index] ?? 0 }))
    .toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  return {
    scoreValue,
    background: { ...background, scoreValue: worth[0] ?? 0 },
    groups: contributions.map(({ name, features, contribution }) => ({
      name,
      features,
      contribution,
      direction: directionOf(contribution),
    })),
    reasons: scoreValue - (worth[0] ?? 0) < NOTHING ? [] : reasonsOf(contributions, reasonTexts),
  };
}

function directionOf(contribution: number): GroupContribution['direction'] {
  if (Math.abs(contribution) < NOTHING) return 'none';
  return contribution > 0 ? 'raises' : 'lowers';
}

function reasonsOf(
  contributions: readonly (InputGroup & { readonly contribution: number })[],
  texts: Readonly<Record<string, string>>,
): ScoreExplanation['reasons'] {
  const raising = contributions.filter(({ contribution }) => contribution >= NOTHING);
  const all = raising.reduce((sum, { contribution }) => sum + contribution, 0);
  return raising
    .filter(({ contribution }) => contribution >= LEAST_SHARE * all)
    .flatMap(({ name, reason }) => (reason === undefined ? [] : [{ code: reason, text: texts[reason] ?? '', group: name }]))
    .slice(0, MOST_REASONS);
}
