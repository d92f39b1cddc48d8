import type { LabelMeaning } from '../contract/label-meaning.js';
import type { RuleEventType } from '../contract/rule-file.js';
import type { Outcome } from '../contract/outcome.js';

/** A figure with its 95 % interval: percentiles of a Poisson bootstrap by customers. */
export interface Estimate {
  readonly value: number;
  readonly low95: number;
  readonly high95: number;
}

/** One cell of the 3 × 3 of outcomes. */
export interface FlipCell {
  readonly current: Outcome;
  readonly candidate: Outcome;
  readonly decisions: Estimate;
  /** In the unit of `amountFact`. */
  readonly amount: Estimate;
  /** Of these decisions, by mature label. */
  readonly fraudDecisions: number;
  readonly genuineDecisions: number;
}

/** One rule of the candidate on its own. Precision, recall and what only it caught rest on mature labels. */
export interface RuleFigures {
  readonly rule: string;
  readonly asks: RuleEventType;
  readonly hits: Estimate;
  /** Hits that the current policy's rule of this name had. */
  readonly currentHits: number;
  readonly fraudHits: number;
  readonly genuineHits: number;
  /** Frauds among labelled hits; absent without any. */
  readonly precisionShare?: Estimate;
  /** Hits among labelled frauds; absent without any. */
  readonly recallShare?: Estimate;
  /** Frauds that would have passed without this rule: nothing else asked for review or block. */
  readonly onlyThisRuleFrauds: Estimate;
  readonly onlyThisRuleFraudAmount: Estimate;
  /** The rules that most often fire together with this one, most often first. */
  readonly overlaps: readonly { readonly rule: string; readonly hits: number; readonly shareOfHits: number }[];
}

/** One figure under the current policy and the candidate, and how much it changes. */
export interface Compared {
  readonly current: Estimate;
  readonly candidate: Estimate;
  readonly difference: Estimate;
}

/** How well reviews and blocks together find fraud. */
export interface Quality {
  readonly precisionShare?: Estimate;
  readonly recallShare?: Estimate;
}

/** What reviewers would have had to do on one day (UTC). */
export interface DayLoad {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly decisions: number;
  readonly currentReviews: Estimate;
  readonly candidateReviews: Estimate;
}

/** Recorded verdicts against the same policy judged again here. */
export interface SameVerdicts {
  readonly judgedAgain: number;
  readonly same: number;
  /** The first of those that differ. */
  readonly differingDecisionIds: readonly string[];
}

/** What a backtest found; plain JSON. */
export interface BacktestReport {
  readonly flow: string;
  readonly candidate: { readonly policy: string; readonly model?: string; readonly rules: number };
  /** `recorded`: what was answered then; `judged`: another policy's verdicts on the recorded facts. */
  readonly current: { readonly verdicts: 'recorded' | 'judged'; readonly policies: Readonly<Record<string, number>> };
  /** Times of the first and last event compared, epoch milliseconds; absent when nothing was compared. */
  readonly period?: { readonly fromMs: number; readonly toMs: number };
  readonly decisions: {
    readonly read: number;
    readonly compared: number;
    /** Left out: the candidate's model version gave no score that was recorded. */
    readonly withoutCandidateScore: number;
    /** Compared, but not in sums of money. */
    readonly withoutAmount: number;
    /** Not compared: of another flow. */
    readonly ofOtherFlows: number;
  };
  /** The fact that is summed up as money, in its own unit. */
  readonly amountFact: string;
  /** Features of the candidate that were not recorded, and in how many decisions: its rules do not know them there. */
  readonly unrecordedFeatures: Readonly<Record<string, number>>;
  readonly sameVerdicts: SameVerdicts;
  readonly labels: {
    readonly fraud: number;
    readonly genuine: number;
    /** Old enough, and nothing is known of them. */
    readonly unlabelled: number;
    /** Younger than the label age: not in any figure that rests on labels, whether labelled or not. */
    readonly notMature: number;
    readonly notMatureLabelled: number;
    readonly ageDays: number;
    readonly asOfMs: number;
    readonly presumedGenuine: boolean;
    /** The flow's labels by meaning: what `fraud` and `genuine` stand for in this report. */
    readonly names: Readonly<Record<LabelMeaning, readonly string[]>>;
  };
  readonly flips: readonly FlipCell[];
  readonly quality: { readonly current: Quality; readonly candidate: Quality };
  readonly money: {
    /** Amount of labelled frauds that were reviewed or blocked. */
    readonly fraudCaught: Compared;
    /** Amount of labelled frauds that passed. */
    readonly fraudMissed: Compared;
    /** Amount of good customers' decisions that were blocked. */
    readonly genuineBlocked: Compared;
    /** Amount of good customers' decisions that were reviewed. */
    readonly genuineReviewed: Compared;
  };
  readonly reviewsPerDay: readonly DayLoad[];
  readonly rules: readonly RuleFigures[];
  /** Rules that fired under the current policy and that the candidate does not have. */
  readonly removedRules: readonly { readonly rule: string; readonly currentHits: number }[];
  readonly bootstrap: { readonly replicates: number; readonly clusteredBy: string };
}
