import type { JsonObject, Scalar } from './json.js';
import type { Outcome } from './outcome.js';
import type { Step } from './policy-file.js';
import type { RuleEventType } from './rule-file.js';

/** One question, parsed and checked at the edge. Id and times come from outside, so that anything can be replayed. */
export interface Ask {
  readonly decisionId: string;
  readonly flow: string;
  readonly request: JsonObject;
  /** Epoch milliseconds: the event's own time, and when we got it. */
  readonly eventTimeMs: number;
  readonly receivedAtMs: number;
  /** The caller's key, or the request's own id. */
  readonly idempotencyKey: string;
  /** SHA-256 (hex) of the canonical body: the same key with another body is refused. */
  readonly bodyHash: string;
}

/** A fact that should have been there and is not. */
export interface MissingFact {
  readonly fact: string;
  /** Why, e.g. `no deviceId`, `no history`, `timeout`. */
  readonly reason: string;
}

/** All that judging may look at. */
export interface Facts {
  readonly request: JsonObject;
  readonly features: Readonly<Record<string, Scalar>>;
  /** Calibrated probabilities in [0, 1] by model version, `name@version`. */
  readonly scores: Readonly<Record<string, number>>;
  readonly missing: readonly MissingFact[];
  /** What the answer has to do without that it should have had, e.g. `model:timeout`, `features:unavailable`. */
  readonly degraded: readonly string[];
  /** Features that have their declared default because there was no value; absent: none. */
  readonly defaulted?: readonly string[];
  /** The event's place in the flow's order of arrival: history was what came before it. Absent: it could not be read. */
  readonly sequence?: number;
}

/** A rule whose conditions held. */
export interface Hit {
  readonly rule: string;
  readonly asks: RuleEventType;
  readonly reason: string;
  readonly step: Step | 'flag';
}

/** Who spoke: a rule, the score, a rule that could not be decided, or the fallback table. */
export type ReasonSource = 'rule' | 'score' | 'unknown' | 'fallback';

/** Why the outcome is what it is: those that decided come first. */
export interface Reason {
  readonly code: string;
  readonly text: string;
  readonly source: ReasonSource;
  readonly rule?: string;
}

/** What judging answers: a pure function of policy and facts. */
export interface Verdict {
  readonly outcome: Outcome;
  /** The step that decided; `fallback` when the score was missing; `none` when nothing spoke (pass). */
  readonly decidedBy: Step | 'fallback' | 'unknownRule' | 'none';
  readonly reasons: readonly Reason[];
  readonly hits: readonly Hit[];
  /** Rules that could not be decided because a fact was missing. */
  readonly unknown: readonly string[];
  /** Names of the lists in which the request stands. */
  readonly lists: readonly string[];
  /** The score of the policy's model version; absent when it is missing or there is no model. */
  readonly score?: number;
}

/** Why a version decides: it is the policy's own, or the canary flag gave it this key. */
export type Role = 'champion' | 'canary';

/** Who decides and who is compared, and on what flags that rests. */
export interface Assignment {
  readonly role: Role;
  /** Model version that decides; absent for a flow without a model. */
  readonly version?: string;
  readonly shadows: readonly string[];
  readonly flags: { readonly source: 'file' | 'unleash' | 'snapshot' | 'none'; readonly ageMs: number };
  /** What a flag asked for that could not be had, e.g. `canary 7 is not ready`. */
  readonly notes: readonly string[];
}

/** The model that gave the score, and on what it ran. */
export interface ModelUse {
  readonly name: string;
  readonly version: string;
  readonly role: Role;
  /** SHA-256 (hex) of the artifact. */
  readonly digest: string;
  /** e.g. `tensorflow-gpu`, `tensorflow`, `wasm`, `cpu`. */
  readonly backend: string;
  readonly gpu: boolean;
}

/** Enough to judge again: the truth about one decision. */
export interface DecisionRecord {
  readonly ask: Ask;
  /** Policy hash: the content of the flow's files. */
  readonly policy: string;
  readonly assignment: Assignment;
  readonly model?: ModelUse;
  /** Facts without the request, which stands in `ask`. */
  readonly facts: Omit<Facts, 'request'>;
  readonly verdict: Verdict;
  /** Milliseconds spent before the append. */
  readonly timings: { readonly gatherMs: number; readonly judgeMs: number };
}

/** A candidate's verdict on the same facts. */
export interface ShadowVerdict {
  readonly decisionId: string;
  readonly flow: string;
  readonly version: string;
  /** `failed`: the candidate gave no score; then the verdict is what fallback would have said. */
  readonly status: 'judged' | 'failed';
  readonly error?: string;
  readonly liveVersion: string;
  readonly liveOutcome: Outcome;
  readonly outcome: Outcome;
  readonly reasons: readonly string[];
  readonly score?: number;
  readonly liveScore?: number;
  readonly latencyMs: number;
}

/** What later proved true. */
export interface Label {
  readonly decisionId: string;
  /** One of the flow's labels: `labels` of its `flow.json`. */
  readonly label: string;
  /** ISO 8601: when it became true. */
  readonly occurredAt: string;
  readonly source: string;
}
