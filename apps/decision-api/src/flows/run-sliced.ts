import { setTimeout as pause } from 'node:timers/promises';
import type { Sliced } from '@gavel/engine';

/** How work shares the event loop with decisions. */
export interface Pace {
  /** For so long it works without a pause; a slice that has begun may end a little later. */
  readonly sliceMs: number;
  /** So long everything else has its turn. */
  readonly restMs: number;
}

/** A third of the time at most, and no decision waits longer for it than for a commit. */
const PACE: Pace = { sliceMs: 1, restMs: 2 };

/** Does work in slices, so that decisions that come in meanwhile wait for one slice at most. Rejects with what the work throws. */
export async function runSliced<T>(work: Sliced<T>, { sliceMs, restMs }: Pace = PACE): Promise<T> {
  for (;;) {
    const untilMs = performance.now() + sliceMs;
    do {
      const step = work.next();
      if (step.done === true) return step.value;
    } while (performance.now() < untilMs);
    await pause(restMs);
  }
}
