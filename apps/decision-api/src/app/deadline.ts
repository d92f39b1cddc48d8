import { Deadline } from '@gavel/engine';

/** A deadline that ends after a time, unless it is cleared before. */
export interface TimedDeadline {
  readonly deadline: Deadline;
  readonly clear: () => void;
}

/** Ends after `ms` milliseconds of this process's clock. */
export function deadlineAfter(ms: number): TimedDeadline {
  const deadline = new Deadline();
  // Where the event loop was held up, what came in time may not have been read yet: it is, before this turn of the loop ends.
  const timer = setTimeout(() => setImmediate(() => deadline.end()), ms);
  return { deadline, clear: () => clearTimeout(timer) };
}
