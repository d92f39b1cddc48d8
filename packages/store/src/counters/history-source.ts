import type { CounterEvent, EventLabel } from '@gavel/engine';

/** How far history was read: everything up to a sequence, and of what has none, so many rows of each kind in the order of their writing. */
export interface HistoryPosition {
  readonly sequence: number;
  /** The last row without a sequence, by kind of row. */
  readonly unplaced: Readonly<Record<string, number>>;
}

/** One thing that arrived in a flow, as counters take it. */
export type HistoryItem = ({ readonly event: CounterEvent } | { readonly label: EventLabel }) & {
  /** 0: it was not counted when it arrived. */
  readonly sequence: number;
};

/** A page of history, and the position behind it. */
export interface HistoryPage {
  readonly items: readonly HistoryItem[];
  readonly position: HistoryPosition;
}

/** Where a flow's history is read from when counters have lost it: the decision log, seen through the flow's catalogue. */
export interface HistorySource {
  /** What `after` does not cover, in the order of arrival; all of it where that is absent. Rejects when it cannot be read. */
  pages(after?: HistoryPosition): AsyncIterable<HistoryPage>;
  /** About how many items there are, for progress. */
  count(): Promise<number>;
}

/** Before everything. */
export const NOTHING_READ: HistoryPosition = { sequence: 0, unplaced: {} };
