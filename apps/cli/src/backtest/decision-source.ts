import type { Policy, RecordedDecision } from '@gavel/engine';

/** Where a backtest takes its decisions from. */
export interface DecisionSource {
  /** For people: `decisions in PostgreSQL 17 …`. */
  readonly title: string;
  /** How many there will be, for the progress bar; near enough. */
  readonly total: number;
  /** Policies that decided, by hash: each is there before the first batch that names it. */
  readonly recorded: ReadonlyMap<string, Policy>;
  readonly batches: AsyncIterable<readonly RecordedDecision[]>;
  /** What the reader of the report should know of the source; complete once the batches are read. */
  readonly notes: readonly string[];
  close(): Promise<void>;
}
