import type { BacktestTerms, DecisionSource, FinishedBacktest } from '@gavel/backtest';
import { runBacktest } from '@gavel/backtest';
import type { Clock } from '../app/clock.js';

/** Where a backtest is. */
export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

/** What a backtest was asked to do. */
export interface JobOrder {
  readonly id: string;
  readonly flow: string;
  /** Hash of the candidate. */
  readonly policy: string;
  readonly terms: BacktestTerms;
  readonly from?: string;
  readonly to?: string;
  /** Opened when its turn comes. */
  readonly open: () => Promise<{ readonly source: DecisionSource; readonly total: number }>;
}

/**
 * Live decisions come first. A thread cannot be given a lower priority than its process has, so there is one thread only, and it
 * rests as long as it works: at most half a core is taken, in slices of some hundred decisions.
 */
const GENTLY = { threads: 1, workShare: 0.5 };

/** One backtest, from being asked for to its report. */
export class BacktestJob {
  state: JobState = 'waiting';
  readonly askedAtMs: number;
  startedAtMs: number | undefined;
  endedAtMs: number | undefined;
  done = 0;
  total: number | undefined;
  found: FinishedBacktest | undefined;
  /** Why it failed, for whoever asked. */
  error: string | undefined;
  readonly #clock: Clock;
  readonly #stop = new AbortController();
  #startedMs = 0;

  constructor(
    readonly order: JobOrder,
    clock: Clock,
  ) {
    this.#clock = clock;
    this.askedAtMs = clock.wallMs();
  }

  get isOver(): boolean {
    return this.endedAtMs !== undefined;
  }

  /** Decisions a second since it started, once there are any. */
  get ratePerSecond(): number | undefined {
    const spentMs = this.#clock.monotonicMs() - this.#startedMs;
    return this.state === 'running' && this.done > 0 && spentMs > 0 ? (this.done * 1000) / spentMs : undefined;
  }

  /** Never rejects with what went wrong: it tells it. Resolves with that cause, for the log. */
  async run(): Promise<unknown> {
    if (this.isOver) return undefined;
    this.state = 'running';
    this.startedAtMs = this.#clock.wallMs();
    this.#startedMs = this.#clock.monotonicMs();
    try {
      const { source, total } = await this.order.open();
      this.total = total;
      const onProgress = (done: number): void => void (this.done = done);
      this.found = await runBacktest(source, this.order.terms, { ...GENTLY, onProgress, signal: this.#stop.signal });
      this.#end('done');
    } catch (error) {
      if (this.#stop.signal.aborted) return undefined;
      this.error = 'The backtest could not be finished; the cause is in the log of the service. Ask for it again.';
      this.#end('failed');
      return error;
    }
    return undefined;
  }

  cancel(): void {
    if (this.isOver) return;
    this.#end('cancelled');
    this.#stop.abort(new Error('the backtest was cancelled'));
  }

  #end(state: JobState): void {
    if (this.isOver) return;
    this.state = state;
    this.endedAtMs = this.#clock.wallMs();
  }
}
