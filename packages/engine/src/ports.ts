import type { Deadline } from './contract/deadline.js';
import type { DecisionRecord, Label, ShadowVerdict } from './contract/decision.js';
import type { JsonObject, Scalar } from './contract/json.js';
import type { CounterEvent, CounterRead, EventLabel } from './features/counter-read.js';

/** What the engine needs of the world. Every port says what it promises when the world fails. */

/** What history says to one event. */
export interface Observed {
  /** In the order of the reads; `undefined`: no such value (empty window). */
  readonly values: readonly (Scalar | undefined)[];
  /** The event's place in the order of arrival. */
  readonly sequence: number;
}

/** History cannot be read. `store` says where it is kept: decisions are then degraded by `features:<store>`. */
export class HistoryUnavailableError extends Error {
  override readonly name: string = 'HistoryUnavailableError';

  constructor(
    readonly store: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * History by key. Everything that arrives gets a sequence: a number that grows with arrival and is unique in its flow. What a decision
 * could know is everything with a smaller sequence. Flows never see each other's events.
 */
export interface Counters {
  /**
   * One atomic step: adds the event under each of its keys and joins its links (the same id at the same time counts once), then answers
   * the reads over what had arrived. An event without keys and links reads without being counted. Rejects when history cannot be read:
   * the engine then treats everything that rests on it as missing.
   */
  observe(flow: string, event: CounterEvent, reads: readonly CounterRead[]): Promise<Observed>;
  /** Adds an event that asks nothing. Answers its sequence. */
  add(flow: string, event: CounterEvent): Promise<number>;
  /** Marks an event; the last label counts. Answers the label's sequence. An event that is not kept (any more) is not marked. */
  label(flow: string, label: EventLabel): Promise<number>;
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
  /** Never rejects; `timeout` after the deadline. */
  scoreCoalitions(request: CoalitionRequest, deadline: Deadline): Promise<CoalitionResult>;
  /** The facts that a version reads, in its own order; undefined while it is not ready. */
  inputsOf(name: string, version: string): readonly string[] | undefined;
}

/** Models by name and version. */
export interface Models {
  /** Never rejects and never answers later than `deadline` (then: `timeout`). A score is a probability in [0, 1]. */
  score(request: ScoreRequest, deadline: Deadline): Promise<ScoreResult>;
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

/** A policy that served: its hash and the texts of its files by path. */
export interface ServedPolicy {
  readonly hash: string;
  readonly files: Readonly<Record<string, string>>;
}

/** A logged decision, with what was learnt of it since. */
export interface RecordedDecision {
  readonly record: Pick<DecisionRecord, 'ask' | 'policy' | 'assignment' | 'facts' | 'verdict'>;
  /** In the order received: the last counts. */
  readonly labels: readonly Pick<Label, 'label' | 'occurredAt'>[];
  /** Scores that candidates gave in the shadow, by model version. */
  readonly shadowScores: Readonly<Record<string, number>>;
}

/** Recorded decisions on their way to the thread that judges them: as text, for only that thread should spend its time on parsing. */
export interface RecordedBatch {
  readonly decisions: number;
  /** Hashes of the policies that made them, each once. */
  readonly policies: readonly string[];
  /** One line of JSON each, without a line end behind the last; `parseRecorded` reads a line. */
  readonly lines: string;
}

/** An event that was sent to feed features, and not to be decided on. */
export interface IngestedEvent {
  readonly flow: string;
  readonly kind: string;
  /** The sender's own id: unique in its flow and kind. */
  readonly eventId: string;
  /** SHA-256 (hex) of the canonical event: the same id with another event is refused. */
  readonly bodyHash: string;
  readonly event: JsonObject;
  /** Epoch milliseconds: the event's own time, and when we got it. */
  readonly eventTimeMs: number;
  readonly receivedAtMs: number;
  /** Hash of the policy whose schema it fits. */
  readonly policy: string;
  /** Its place among all that arrived in the flow; absent where it could not be counted. */
  readonly sequence?: number;
}

/** What became of an event. `replayed`: it was here before. `conflict`: its id was here before with another body. */
export type AppendedEvent = 'appended' | 'replayed' | 'conflict';

/** What arrived in a flow, for those who count it again. `sequence` 0: from before sequences were kept, or it could not be counted. */
export type HistoryEntry =
  | {
      readonly what: 'decision';
      readonly decisionId: string;
      readonly request: JsonObject;
      readonly eventTimeMs: number;
      readonly sequence: number;
    }
  | {
      readonly what: 'event';
      readonly kind: string;
      readonly eventId: string;
      readonly event: JsonObject;
      readonly eventTimeMs: number;
      readonly sequence: number;
    }
  | {
      readonly what: 'label';
      readonly label: Label;
      /** Of the decision that the label is for. */
      readonly request: JsonObject;
      readonly eventTimeMs: number;
      readonly sequence: number;
    };

/** How far a flow's history was read. */
export interface HistoryPosition {
  /** Everything up to this sequence; 0: nothing that has one. */
  readonly sequence: number;
  /** Of what has no sequence, by kind of entry: the number, in the order of writing, of the last that was read; absent: none. */
  readonly unplaced: Readonly<Partial<Record<HistoryEntry['what'], number>>>;
}

/** An entry of history, and how far history was read with it. */
export interface PlacedEntry {
  readonly entry: HistoryEntry;
  readonly position: HistoryPosition;
}

/** Events that were sent to feed features. Rejects when they cannot be written: then none of them may be acknowledged. */
export interface EventLog {
  /** Which of these have been here, without writing anything; `appended`: not yet. In their order. */
  findEvents(events: readonly Pick<IngestedEvent, 'flow' | 'kind' | 'eventId' | 'bodyHash'>[]): Promise<readonly AppendedEvent[]>;
  /** Resolves after the commit, in their order. One event per (flow, kind, id), across all replicas. */
  appendEvents(events: readonly IngestedEvent[]): Promise<readonly AppendedEvent[]>;
}

/** The truth. Rejects when it cannot be written: then no answer may be given. */
export interface DecisionLog extends EventLog {
  /** Resolves after the commit. One record per (flow, idempotency key), across all replicas. */
  append(record: DecisionRecord): Promise<AppendResult>;
  /** Resolves after the commit. At most one verdict per decision and version is kept. */
  appendShadow(verdict: ShadowVerdict): Promise<void>;
  find(decisionId: string): Promise<DecisionRecord | undefined>;
  /** The records of those of the decisions that there are. */
  findMany(decisionIds: readonly string[]): Promise<ReadonlyMap<string, DecisionRecord>>;
  shadowsOf(decisionId: string): Promise<readonly ShadowVerdict[]>;
  /**
   * Answers false when there is no such decision. A label that is the one that counts already is kept once, with the sequence of the
   * first; one that another has overruled since is a new label.
   */
  addLabel(label: Label, sequence?: number): Promise<boolean>;
  /** In the order received: the last counts. */
  labelsOf(decisionId: string): Promise<readonly Label[]>;
  /** The labels of those of the decisions that have any, each decision's in the order received. */
  labelsOfMany(decisionIds: readonly string[]): Promise<ReadonlyMap<string, readonly Label[]>>;
  /**
   * Keeps the files of a policy under its hash, so that every record can be judged again, and notes that it is the one of its flow that
   * comes into force now. Keeping it twice is one.
   */
  keepPolicy(flow: string, hash: string, files: Readonly<Record<string, string>>): Promise<void>;
  findPolicy(flow: string, hash: string): Promise<Readonly<Record<string, string>> | undefined>;
  /** The policy of a flow that was kept last, however often another one was before; undefined where that is not known. */
  lastPolicy(flow: string): Promise<ServedPolicy | undefined>;
  /**
   * All that arrived in a flow (requests decided on, events, labels) in the order of its sequences, in constant memory: counters are
   * rebuilt from it, and features computed again. A label comes after its decision. What has no sequence comes first, oldest first.
   */
  history(flow: string): AsyncIterable<HistoryEntry>;
  /**
   * What a position does not cover, in the same order. An entry gets its number before its commit: one that is written at the same time
   * may become visible behind a position that was read already.
   */
  historyAfter(flow: string, after: HistoryPosition): AsyncIterable<PlacedEntry>;
  /** How many decisions `recorded` will give, for progress. */
  countRecorded(flow: string, period: EventPeriod): Promise<number>;
  /**
   * The decisions of a flow that were logged when it is called, oldest first by append, batch by batch in constant memory. No
   * connection and no lock is held while the caller works on a batch.
   */
  recorded(flow: string, period: EventPeriod): AsyncIterable<RecordedBatch>;
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
