/** When to stop asking, and for how long. */
export interface BreakerLimits {
  /** Failures in a row after which it opens, and answers in a row that were of no use. */
  readonly maxFailures: number;
  /** Answers of use in a row after which what went wrong before is forgotten, and the pause is the shortest again. */
  readonly minUsefulInARow: number;
  readonly minPauseMs: number;
  readonly maxPauseMs: number;
}

/** What it does: both are called at most once for each opening. */
export interface BreakerEvents {
  readonly onOpen: (reason: string, pauseMs: number) => void;
  /** The pause is over: one failure from now on opens it again, one success closes it. */
  readonly onTrial: () => void;
}

/**
 * Stops asking what fails again and again: open for a pause that doubles with each opening. A trial that succeeds closes it but
 * does not shorten the next pause: what is quick on trial and late in earnest would be given up and taken back every second.
 * Libraries for this (cockatiel, opossum) need a newer Node than is supported here.
 */
export class CircuitBreaker {
  readonly #limits: BreakerLimits;
  readonly #events: BreakerEvents;
  /** Nothing is known of it at first: that is a trial, too. */
  #state: 'closed' | 'open' | 'trial' = 'trial';
  #failures = 0;
  #uselessInARow = 0;
  #usefulInARow = 0;
  #pauseMs: number;
  #timer: NodeJS.Timeout | undefined;
  #isEnded = false;
  /** Times it opened. */
  openings = 0;

  constructor(limits: BreakerLimits, events: BreakerEvents) {
    this.#limits = limits;
    this.#events = events;
    this.#pauseMs = limits.minPauseMs;
  }

  get state(): 'closed' | 'open' | 'trial' {
    return this.#state;
  }

  succeeded(): void {
    this.#failures = 0;
    if (this.#state === 'trial') this.#state = 'closed';
  }

  /** Told of each success in earnest: was the answer of use? `uselessReason` is why it opens when too many were not. */
  answered(isUseful: boolean, uselessReason: string): void {
    // What was sent before it opened may come in after that, and says nothing of the server as it is then.
    if (this.#state !== 'closed') return;
    this.#uselessInARow = isUseful ? 0 : this.#uselessInARow + 1;
    this.#usefulInARow = isUseful ? this.#usefulInARow + 1 : 0;
    if (this.#usefulInARow >= this.#limits.minUsefulInARow) this.#pauseMs = this.#limits.minPauseMs;
    if (this.#uselessInARow >= this.#limits.maxFailures) this.open(uselessReason);
  }

  failed(reason: string): void {
    this.#failures += 1;
    this.#usefulInARow = 0;
    if (this.#state === 'trial' || (this.#state === 'closed' && this.#failures >= this.#limits.maxFailures)) this.open(reason);
  }

  /** Opens it at once, whatever was counted. */
  open(reason: string): void {
    if (this.#state === 'open' || this.#isEnded) return;
    const pauseMs = this.#pauseMs;
    this.#state = 'open';
    this.#failures = 0;
    this.#uselessInARow = 0;
    this.#usefulInARow = 0;
    this.openings += 1;
    this.#pauseMs = Math.min(this.#limits.maxPauseMs, pauseMs * 2);
    this.#timer = setTimeout(() => {
      this.#state = 'trial';
      this.#events.onTrial();
    }, pauseMs);
    this.#events.onOpen(reason, pauseMs);
  }

  /** Lets go of its timer; nothing opens or tries from now on. */
  end(): void {
    this.#isEnded = true;
    clearTimeout(this.#timer);
  }
}
