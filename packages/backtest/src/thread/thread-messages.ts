import type { BacktestPart, BacktestReport, FlowTexts } from '@gavel/engine';
import type { Fault } from '@gavel/engine/contract';

/** One side of a backtest, as it is handed to a thread: a compiled policy cannot be. */
export interface PolicySide {
  readonly files: FlowTexts;
  /** The champion in the place of the policy's own. */
  readonly champion?: string;
  /** No score is asked for: rules and lists decide alone, and the fallback table does not stand in for it. */
  readonly withoutScores?: boolean;
}

/** What is compared with what; as the engine's `BacktestOptions`, with policies as texts. */
export interface BacktestTerms {
  readonly candidate: PolicySide;
  /** Judged on the recorded facts in the place of the recorded verdicts. */
  readonly current?: PolicySide;
  /** Model version of the candidate; absent: the version that decided, unless the candidate's champion is another. */
  readonly modelVersion?: string;
  /** The request field or feature that is summed up as money; absent: `amountEur` if there is such a fact, else `amount`. */
  readonly amountFact?: string;
  /** Epoch milliseconds that the ages of decisions are reckoned to. */
  readonly asOfMs: number;
  readonly labelAgeDays: number;
  /** Take a mature decision without a label for genuine. */
  readonly presumeGenuine: boolean;
}

/** Given to a thread at its start: to judge decisions, or only to check a policy. */
export type ThreadStart = { readonly job: 'judge'; readonly terms: BacktestTerms } | { readonly job: 'check'; readonly files: FlowTexts };

/** A policy that decided: sent before the first batch that names it. */
export interface PolicyMessage {
  readonly type: 'policy';
  readonly hash: string;
  readonly files: FlowTexts;
}

export type ThreadRequest =
  | PolicyMessage
  /** Lines of JSON; `place`: where the first stands among all decisions. */
  | { readonly type: 'judge'; readonly lines: string; readonly place: number }
  /** Asks for what it all came to. */
  | { readonly type: 'part' }
  /** Asks for the report of that and of what other threads came to. */
  | { readonly type: 'report'; readonly parts: readonly BacktestPart[] };

/** What a check found. */
export type CheckedCandidate =
  | { readonly ok: true; readonly hash: string; readonly flow: string; readonly facts: readonly string[]; readonly model?: string }
  | { readonly ok: false; readonly faults: readonly Fault[] };

export type ThreadReply =
  | { readonly type: 'judged'; readonly decisions: number; readonly workMs: number }
  /** The files of a policy that decided do not load here: its decisions are not judged again. */
  | { readonly type: 'unloadable'; readonly hash: string }
  | { readonly type: 'part'; readonly part: BacktestPart }
  | { readonly type: 'report'; readonly report: BacktestReport }
  | { readonly type: 'checked'; readonly checked: CheckedCandidate };
