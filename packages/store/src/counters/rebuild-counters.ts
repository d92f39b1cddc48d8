import { recount, type Catalogue, type Counters, type DecisionLog } from '@gavel/engine';

/** `onProgress` is called once for this many events. */
const PROGRESS_EVERY = 10_000;

/** Whose history is rebuilt, and by which features. */
export interface RebuildOptions {
  readonly flow: string;
  readonly catalogue: Catalogue;
  /** Told how many events have been read so far, every 10,000 events and at the end. */
  readonly onProgress?: (events: number) => void;
}

/** Counters that give sequences of their own must go on after those that were given before. */
type RebuiltCounters = Counters & { continueAfter?(flow: string, sequence: number): void };

/**
 * Adds all that the log has of a flow (requests, events, labels) to the counters and answers how much there was. What stands there already is not counted
 * again. Rejects when the log or the counters do: then history is incomplete and must not be served as if it were whole.
 */
export async function rebuildCounters(
  counters: RebuiltCounters,
  history: ReturnType<DecisionLog['history']>,
  options: RebuildOptions,
): Promise<number> {
  const { flow, catalogue, onProgress } = options;
  let events = 0;
  let last = 0;
  for await (const entry of history) {
    await recount(counters, { flow, catalogue }, entry);
    last = Math.max(last, entry.sequence);
    events += 1;
    if (events % PROGRESS_EVERY === 0) onProgress?.(events);
  }
  counters.continueAfter?.(flow, last);
  onProgress?.(events);
  return events;
}
