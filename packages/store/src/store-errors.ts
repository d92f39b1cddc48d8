/** Why the log cannot be used now. `overloaded`: more waits than may wait. `timeout`: no answer in time, so it may or may not stand. */
export type UnavailableCause = 'down' | 'timeout' | 'overloaded' | 'closed';

/**
 * The decision log cannot be used at the moment: answer 503 and let the caller come back with the same idempotency key,
 * for a record whose commit was not heard of may stand all the same.
 */
export class LogUnavailableError extends Error {
  override readonly name = 'LogUnavailableError';
  readonly reason: UnavailableCause;

  constructor(reason: UnavailableCause, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** The database refuses this one record, now and ever: it is too large, holds what jsonb cannot, or its id is in use. */
export class LogRefusedError extends Error {
  override readonly name = 'LogRefusedError';
}

/** The store cannot be opened. The message says what is wrong and how to mend it, and never holds a password. */
export class StoreOpenError extends Error {
  override readonly name = 'StoreOpenError';
}
