import type { CounterEvent, EventLabel, HistoryPosition } from '@gavel/engine';

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
