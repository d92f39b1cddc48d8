import type { Counters, HistoryPosition } from '@gavel/engine';
import { NOTHING_READ, type HistoryItem, type HistorySource } from './history-source.js';

/** `onProgress` is called once for this many items. */
const PROGRESS_EVERY = 10_000;

/** Whose history is rebuilt, and from where. */
export interface RebuildOptions {
  readonly flow: string;
  readonly source: HistorySource;
  /** What stands in the counters already; absent: nothing. */
  readonly after?: HistoryPosition;
  /** Told how many items have been read so far, every 10,000 and at the end. */
  readonly onProgress?: (items: number) => void;
}

/** Counters that give sequences of their own must go on after those that were given before. */
export type RebuiltCounters = Counters & { continueAfter?(flow: string, sequence: number): void };

/**
 * Adds all that the log has of a flow (requests, events, labels) to the counters and answers how much there was and how far it goes. What
 * stands there already is not counted again. Rejects when the log or the counters do: then history is incomplete and must not be served as
 * if it were whole.
 */
export async function rebuildCounters(
  counters: RebuiltCounters,
  { flow, source, after = NOTHING_READ, onProgress }: RebuildOptions,
): Promise<{ readonly items: number; readonly position: HistoryPosition }> {
  let items = 0;
  let position = after;
  for await (const page of source.pages(after)) {
    for (const item of page.items) await countAgain(counters, flow, item);
    position = page.position;
    const before = items;
    items += page.items.length;
    if (Math.floor(before / PROGRESS_EVERY) < Math.floor(items / PROGRESS_EVERY)) onProgress?.(items);
  }
  counters.continueAfter?.(flow, position.sequence);
  onProgress?.(items);
  return { items, position };
}

/** Adds one thing that arrived earlier. */
export function countAgain(counters: Pick<Counters, 'add' | 'label'>, flow: string, item: HistoryItem): Promise<number> {
  return 'event' in item ? counters.add(flow, item.event) : counters.label(flow, item.label);
}
