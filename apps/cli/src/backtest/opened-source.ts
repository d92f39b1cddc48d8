import type { DecisionSource } from '@gavel/backtest';

/** Where the command takes its decisions from, and what it tells of it. */
export interface OpenedSource extends DecisionSource {
  /** For people: `decisions in PostgreSQL 17 …`. */
  readonly title: string;
  /** How many there will be, for the progress bar; near enough. */
  readonly total: number;
  /** What the reader of the report should know of the source; complete once the batches are read. */
  readonly notes: readonly string[];
  close(): Promise<void>;
}
