/** Where time comes from, so that a test can say what time it is. */
export interface Clock {
  /** Epoch milliseconds. */
  readonly wallMs: () => number;
  /** Milliseconds that only ever grow. */
  readonly monotonicMs: () => number;
}

export const systemClock: Clock = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };
