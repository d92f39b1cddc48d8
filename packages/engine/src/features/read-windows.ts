import type { Scalar } from '../contract/json.js';
import { isGroupRead, type CounterRead, type WindowRead } from './counter-read.js';
import type { EventHistory } from './event-history.js';
import { spanOf } from './event-span.js';
import type { KeyPlan } from './read-plan.js';

/** The event that asks, and where its answers go. */
export interface Asking {
  readonly atMs: number;
  readonly idHash: number;
  readonly reads: readonly CounterRead[];
  /** One for each read. */
  readonly values: (Scalar | undefined)[];
}

/**
 * Answers all reads of one key over its history. An event that asks but is not kept under this key has nothing to leave out or to
 * include.
 */
export function readWindows(history: EventHistory, { windows }: KeyPlan, { atMs, idHash, reads, values }: Asking): void {
  const own = history.indexOf(atMs, idHash);
  const textOf = (code: number): string | undefined => history.textOf(code);
  const closing = { read: NOTHING, atMs, textOf };
  for (const { windowMs, delayMs, includesCurrent, scans } of windows) {
    const endMs = atMs - delayMs;
    const from = history.firstAfter(endMs - windowMs);
    const to = history.firstAfter(endMs);
    const skipped = includesCurrent || own < from || own >= to ? to : own;
    for (const scan of scans) {
      const { aggregate, place } = scan.first;
      const state = aggregate.init(readAt(reads, place));
      if (aggregate.keeps !== 'never') history.mergeFolded(state, scan, endMs - windowMs, endMs);
      const span = spanOf(history, scan);
      history.scan(state, scan, span, [from, skipped]);
      if (skipped < to) history.scan(state, scan, span, [skipped + 1, to]);
      for (const output of scan.outputs) {
        closing.read = readAt(reads, output.place);
        values[output.place] = output.aggregate.finalize(state, closing);
      }
    }
  }
}

const NOTHING: Pick<WindowRead, 'current'> = {};

function readAt(reads: readonly CounterRead[], place: number): Pick<WindowRead, 'current'> {
  const read = reads[place];
  return read === undefined || isGroupRead(read) ? NOTHING : read;
}
