import type { DecisionRecord, Label, ShadowVerdict } from './contract/decision.js';
import type { JsonObject, Scalar } from './contract/json.js';
import type { CounterEvent, CounterRead } from './features/counter-read.js';

/** What the engine needs of the world. Every port says what it promises when the world fails. */

/** History by key. Rejects when the history cannot be read: the engine then treats every windowed feature as missing. */
export interface Counters {
  /**
   * The values of `reads`, in the same order, over events strictly before `atMs`; `undefined`: no such value (empty window).
   * Never sees an event of another flow.
   */
  read(flow: string, reads: readonly CounterRead[], atMs: number): Promise<readonly (Scalar | undefined)[]>;
  /** Adds one event under each of its keys; the same id at the same time counts once. Called for every ask, before its history is read. */
  add(flow: string, event: CounterEvent): Promise<void>;
}

/** Why there is no score. */
export type ScoreFault = 'timeout' | 'not-ready' | 'failed' | 'not-a-number' | 'out-of-range' | 'overloaded';

/** A score, or why there is none. */
export type ScoreResult =
  | { readonly ok: true; readonly score: number; readonly digest: string; readonly backend: string; readonly gpu: boolean }
  | { readonly ok: false; readonly fault: ScoreFault; readonly detail: string };

/** One row to score. */
export interface ScoreRequest {
  readonly name: string;
  readonly version: string;
  /** Facts by name (request fields and features); the artifact says which it reads and what a missing one becomes. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Live requests are served before shadow ones. */
  readonly priority: 'live' | 'shadow';
}

/** A row whose score is to be taken apart: facts by name, and the model's inputs in groups that share nothing and leave nothing out. */
export interface CoalitionRequest {
  readonly name: string;
  readonly version: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** At most `MAX_COALITION_GROUPS`, names of inputs each. */
  readonly groups: readonly (readonly string[])[];
}

/** What a score is compared with: rows of the model's training data, or the mean of all of them. */
export interface BackgroundRows {
  readonly kind: 'rows' | 'mean';
  readonly rows: number;
}

/** Scores of every coalition, or why there are none. */
export type CoalitionResult =
  | {
      readonly ok: true;
      /**
       * 2^groups scores. At the place whose bit g is set where group g is in the coalition stands the weighted mean, over the background,
       * of the score of a row that has the coalition's groups from the values and all else from a background row.
       */
      readonly scores: Float64Array;
      readonly background: BackgroundRows;
      readonly digest: string;
      readonly backend: string;
    }
  | { readonly ok: false; readonly fault: ScoreFault; readonly detail: string };

/** One more than a policy may declare: the inputs that no group names. */
export const MAX_COALITION_GROUPS = 11;

/** Scores changed rows, for explanations: only while the models have nothing else to do. */
export interface CoalitionScorer {
  /** Never rejects; `timeout` after the signal's abort. */
  scoreCoalitions(request: CoalitionRequest, signal: AbortSignal): Promise<CoalitionResult>;
  /** The facts that a version reads, in its own order; undefined while it is not ready. */
  inputsOf(name: string, version: string): readonly string[] | undefined;
}

/** Models by name and version. */
export interface Models {
  /** Never rejects and never answers later than `signal`'s abort (then: `timeout`). A score is a probability in [0, 1]. */
  score(request: ScoreRequest, signal: AbortSignal): Promise<ScoreResult>;
  /** Is this version loaded, verified and warmed? Synchronous: the rollout plan rests on it. */
  isReady(name: string, version: string): boolean;
}

/** What became of an append. */
export type AppendResult =
  | { readonly status: 'appended' }
  /** The key was used before with the same body: the record that stands. */
  | { readonly status: 'replayed'; readonly record: DecisionRecord }
  /** The key was used before with another body. */
  | { readonly status: 'conflict'; readonly decisionId: string };

/** Decisions of a stretch of event time; an absent end is open. */
export interface EventPeriod {
  /** Epoch milliseconds; this very millisecond is in it. */
  readonly fromMs?: number;
  /** Epoch milliseconds; this very millisecond is not in it. */
  readonly toMs?: number;
}

/** A logged decision, with what was learnt of it since. */
export interface RecordedDecision {
  readonly record: Pick<DecisionRecord, 'ask' | 'policy' | 'assignment' | 'facts' | 'verdict'>;
  readonly labels: readonly Pick<Label, 'label' | 'occurredAt'>[];
  /** Scores that candidates gave in the shadow, by model version. */
  readonly shadowScores: Readonly<Record<string, number>>;
}

/** The truth. Rejects when it cannot be written: then no answer may be given. */
export interface DecisionLog {
  /** Resolves after the commit. One record per (flow, idempotency key), across all replicas. */
  append(record: DecisionRecord): Promise<AppendResult>;
  /** Resolves after the commit. At most one verdict per decision and version is kept. */
  appendShadow(verdict: ShadowVerdict): Promise<void>;
  find(decisionId: string): Promise<DecisionRecord | undefined>;
  shadowsOf(decisionId: string): Promise<readonly ShadowVerdict[]>;
  /** Answers false when there is no such decision. The same label twice is one label. */
  addLabel(label: Label): Promise<boolean>;
  labelsOf(decisionId: string): Promise<readonly Label[]>;
  /** Keeps the files of a policy under its hash, so that every record can be judged again. Keeping it twice is one. */
  keepPolicy(flow: string, hash: string, files: Readonly<Record<string, string>>): Promise<void>;
  findPolicy(flow: string, hash: string): Promise<Readonly<Record<string, string>> | undefined>;
  /** All logged requests of a flow, oldest first by append, in constant memory: counters are rebuilt from them. */
  history(flow: string): AsyncIterable<{ readonly decisionId: string; readonly request: JsonObject; readonly eventTimeMs: number }>;
  /** How many decisions `recorded` will give, for progress. */
  countRecorded(flow: string, period: EventPeriod): Promise<number>;
  /**
   * The decisions of a flow that were logged when it is called, oldest first by append, batch by batch in constant memory. No
   * connection and no lock is held while the caller works on a batch.
   */
  recorded(flow: string, period: EventPeriod): AsyncIterable<readonly RecordedDecision[]>;
}

/** Whom a flag is evaluated for. */
export interface FlagContext {
  /** Name of the field the split is sticky on, and its value. */
  readonly stickiness: string;
  readonly key: string;
}

/** Feature flags: a snapshot in memory, so every call is synchronous and cannot fail. */
export interface Flags {
  /** The payload of the variant that this key gets, or undefined: flag off, absent, or key not in the share. */
  variant(flag: string, context: FlagContext): string | undefined;
  status(): { readonly source: 'file' | 'unleash' | 'snapshot' | 'none'; readonly ageMs: number };
}

/** The world that one decision reads and writes. */
export interface World {
  readonly counters: Counters;
  readonly models: Models;
  readonly log: DecisionLog;
  /** Monotonic milliseconds: time comes from outside. */
  readonly nowMs: () => number;
}
