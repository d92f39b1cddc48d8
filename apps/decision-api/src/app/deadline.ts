/** A signal that aborts after a time, unless it is cleared before. */
export interface Deadline {
  readonly signal: AbortSignal;
  readonly clear: () => void;
}

/** `AbortSignal.timeout` cannot be cleared: every one would abort in the end, and make an error with a stack that nobody reads. */
export function deadlineAfter(ms: number): Deadline {
  const controller = new AbortController();
  // Where the event loop was held up, what came in time may not have been read yet: it is, before this turn of the loop ends.
  const timer = setTimeout(() => setImmediate(() => controller.abort()), ms);
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}
