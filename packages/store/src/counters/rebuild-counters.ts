import { requestEvent, type Catalogue, type Counters, type DecisionLog } from '@gavel/engine';

/** `onProgress` is called once for this many events. */
const PROGRESS_EVERY = 10_000;

/** Whose history is rebuilt, and by which features. */
export interface RebuildOptions {
  readonly flow: string;
  readonly catalogue: Catalogue;
  /** Told how many events have been read so far, every 10,000 events and at the end. */
  readonly onProgress?: (events: number) => void;
}

/**
 * Adds every logged request of a flow to the counters and answers how many there were. What stands there already is not counted
 * again. Rejects when the log or the counters do: then history is incomplete and must not be served as if it were whole.
 */
export async function rebuildCounters(
  counters: Counters,
  history: ReturnType<DecisionLog['history']>,
  options: RebuildOptions,
): Promise<number> {
  const { flow, catalogue, onProgress } = options;
  let events = 0;
  for await (const entry of history) {
    if (entry.what !== 'decision') continue;
    const { request, eventTimeMs } = entry;
    await counters.add(flow, requestEvent(catalogue, request, eventTimeMs));
    events += 1;
    if (events % PROGRESS_EVERY === 0) onProgress?.(events);
  }
  onProgress?.(events);
  return events;
}
