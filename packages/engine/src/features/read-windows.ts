import type { Scalar } from '../contract/json.js';
import type { WindowRead } from './counter-read.js';
import type { EventHistory } from './event-history.js';
import type { KeyPlan } from './read-plan.js';

/** The event that asks, and where its answers go. */
export interface Asking {
  readonly atMs: number;
  readonly idHash: number;
  /** What each read compares with. */
  readonly reads: readonly Pick<WindowRead, 'current'>[];
  /** One for each read. */
  readonly values: (Scalar | undefined)[];
}

const NOTHING: Pick<WindowRead, 'current'> = {};

/**
 * Answers all reads of one key over its history. An event that asks but is not kept under this key has nothing to leave out or to
 * include. Windows of a plan that end together come one after another, the shortest first.
 */
export function readWindows(history: EventHistory, { windows }: KeyPlan, { atMs, idHash, reads, values }: Asking): void {
  const own = history.indexOf(atMs, idHash);
  const closing = { read: NOTHING, atMs, run: history };
  let delay = Number.NaN;
  let to = 0;
  let from = 0;
  for (const { windowMs, delayMs, includesCurrent, scans } of windows) {
    const endMs = atMs - delayMs;
    if (delayMs !== delay) from = to = history.firstAfter(endMs);
    delay = delayMs;
    from = history.firstAfter(endMs - windowMs, from);
    const skipped = includesCurrent || own < from || own >= to ? to : own;
    for (const scan of scans) {
      const { span, state, first, outputs } = scan;
      state.reset(reads[first.place]?.current);
      if (first.aggregate.keeps !== 'never') history.mergeFolded(state, scan, endMs - windowMs, endMs);
      if (from < to) {
        span.aim(history);
        history.scan(scan, from, skipped);
        if (skipped < to) history.scan(scan, skipped + 1, to);
      }
      for (const output of outputs) {
        closing.read = reads[output.place] ?? NOTHING;
        values[output.place] = output.aggregate.finalize(state, closing);
      }
    }
  }
}
