import { judgeShadows, type LiveDecision, type Policy, type ShadowVerdict, type World } from '@gavel/engine';
import { deadlineAfter } from '../app/deadline.js';

export interface ShadowLimits {
  /** Decisions that may wait; more are dropped and counted. */
  readonly maxWaiting: number;
  readonly maxAtWork: number;
  /** After this a candidate has no score; a candidate that ignores that is let go a little later. */
  readonly timeoutMs: number;
}

/** What is told of every shadow. */
export interface ShadowEvents {
  readonly onVerdict: (verdict: ShadowVerdict) => void;
  readonly onLost: (cause: 'dropped' | 'hung' | 'lost', error?: unknown) => void;
}

interface Job {
  readonly live: LiveDecision;
  readonly shadows: readonly Policy[];
}

/** Most of a shadow's time is waiting for its commit, so as many must be under way as live decisions wait for theirs. */
const DEFAULT_LIMITS: ShadowLimits = { maxWaiting: 5000, maxAtWork: 64, timeoutMs: 2000 };
/** For judging and writing, once scoring has ended. */
const GRACE_MS = 3000;

/** Compares candidates with what was answered, after the answer. Whatever a candidate does, an answer never waits for it or changes. */
export class ShadowQueue {
  private readonly limits: ShadowLimits;
  private readonly waiting: Job[] = [];
  private readonly idle: (() => void)[] = [];
  private atWork = 0;
  private counts = { judged: 0, dropped: 0, hung: 0, lost: 0 };

  constructor(
    private readonly world: World,
    private readonly events: ShadowEvents,
    limits: Partial<ShadowLimits> = {},
  ) {
    this.limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /** Takes a decision to compare; never throws and never works before the current turn of the event loop is over. */
  offer(live: LiveDecision, shadows: readonly Policy[]): void {
    if (shadows.length === 0) return;
    if (this.waiting.length >= this.limits.maxWaiting) {
      this.lose('dropped');
      return;
    }
    this.waiting.push({ live, shadows });
    setImmediate(() => this.work());
  }

  stats(): {
    readonly waiting: number;
    readonly atWork: number;
    readonly judged: number;
    readonly dropped: number;
    readonly hung: number;
    readonly lost: number;
  } {
    return { waiting: this.waiting.length, atWork: this.atWork, ...this.counts };
  }

  /** Resolves when all is compared, or after `timeoutMs`: then what still waits is dropped and counted. */
  async drain(timeoutMs: number): Promise<void> {
    if (this.waiting.length + this.atWork > 0) {
      const timer = new AbortController();
      await Promise.race([new Promise<void>((done) => this.idle.push(done)), delay(timeoutMs, timer.signal)]);
      timer.abort();
    }
    for (const _job of this.waiting.splice(0)) this.lose('dropped');
  }

  private work(): void {
    while (this.atWork < this.limits.maxAtWork) {
      const job = this.waiting.shift();
      if (job === undefined) break;
      this.atWork += 1;
      void this.compare(job).finally(() => this.finish());
    }
  }

  private finish(): void {
    this.atWork -= 1;
    if (this.waiting.length > 0) setImmediate(() => this.work());
    else if (this.atWork === 0) for (const done of this.idle.splice(0)) done();
  }

  /** Never rejects. A candidate that does not even end when told to is left behind, so that it cannot block the queue. */
  private async compare({ live, shadows }: Job): Promise<void> {
    const finished = new AbortController();
    const scoring = deadlineAfter(this.limits.timeoutMs);
    const judged = judgeShadows(live, shadows, this.world, {
      deadline: scoring.deadline,
      onVerdict: (verdict) => this.settle(() => this.events.onVerdict(verdict), 'judged'),
      onLost: (error) => this.lose('lost', error),
    }).then(
      () => 'ended',
      (error: unknown) => this.lose('lost', error),
    );
    const hung = delay(this.limits.timeoutMs + GRACE_MS, finished.signal).then(() => 'hung');
    const end = await Promise.race([judged, hung]);
    finished.abort();
    scoring.clear();
    if (end === 'hung') this.lose('hung');
  }

  private lose(cause: 'dropped' | 'hung' | 'lost', error?: unknown): void {
    this.settle(() => this.events.onLost(cause, error), cause);
  }

  private settle(tell: () => void, count: keyof ShadowQueue['counts']): void {
    this.counts[count] += 1;
    try {
      tell();
    } catch {
      // An observer that throws must not end the queue; what happened stands in the counts.
    }
  }
}

function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      done();
    });
  });
}
