import type { Logger } from 'pino';
import type { Clock } from '../app/clock.js';
import { Problem } from '../http/problem.js';
import { BacktestJob, type JobOrder } from './backtest-job.js';

/** How many backtests may be asked for and kept. */
export interface JobLimits {
  /** Being checked, waiting or running. */
  readonly maxOpen: number;
  /** Ended ones, with their reports; the oldest goes first. */
  readonly maxEnded: number;
}

const LIMITS: JobLimits = { maxOpen: 8, maxEnded: 20 };
const RETRY_AFTER_S = 30;

/** Backtests, one at a time, in the order they were asked for. Kept in memory: a restart forgets them. */
export class BacktestJobs {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #limits: JobLimits;
  /** In the order they were asked for. */
  #jobs: readonly BacktestJob[] = [];
  #checking = 0;
  #turns: Promise<void> = Promise.resolve();
  #checks: Promise<unknown> = Promise.resolve();

  constructor(clock: Clock, logger: Logger, limits: Partial<JobLimits> = {}) {
    this.#clock = clock;
    this.#logger = logger;
    this.#limits = { ...LIMITS, ...limits };
  }

  /**
   * Takes a backtest on. `makeOrder` checks what was asked for, one at a time, and may reject; its place in the queue is held meanwhile. Rejects with
   * a problem when there are too many already.
   */
  async add(makeOrder: () => Promise<JobOrder>): Promise<BacktestJob> {
    const open = this.#jobs.filter(({ isOver }) => !isOver).length + this.#checking;
    if (open >= this.#limits.maxOpen) {
      const detail = `${open} backtests are waiting or running already; cancel one by DELETE, or ask again later.`;
      throw new Problem('too-many-backtests', detail, { retryAfterS: RETRY_AFTER_S });
    }
    this.#checking += 1;
    try {
      const checking = this.#checks.then(makeOrder);
      this.#checks = checking.catch(() => undefined);
      const job = new BacktestJob(await checking, this.#clock);
      this.#jobs = [...this.#jobs, job];
      this.#turns = this.#turns.then(() => this.#run(job));
      return job;
    } finally {
      this.#checking -= 1;
    }
  }

  /** Undefined: there is none of this id and flow. */
  get(flow: string, id: string): BacktestJob | undefined {
    return this.#jobs.find(({ order }) => order.id === id && order.flow === flow);
  }

  /** The last asked for first. */
  of(flow: string): readonly BacktestJob[] {
    return this.#jobs.filter(({ order }) => order.flow === flow).toReversed();
  }

  /** Stops it; one that is over is forgotten. */
  remove(job: BacktestJob): void {
    if (job.isOver) this.#jobs = this.#jobs.filter((other) => other !== job);
    job.cancel();
  }

  /** Stops all, and waits for the one that runs. */
  async close(): Promise<void> {
    for (const job of this.#jobs) job.cancel();
    await this.#turns;
  }

  async #run(job: BacktestJob): Promise<void> {
    const error = await job.run();
    const { id, flow } = job.order;
    if (error === undefined) this.#logger.info({ backtest: id, flow, state: job.state, decisions: job.done }, 'a backtest is over');
    else this.#logger.error({ err: error, backtest: id, flow }, 'a backtest failed');
    const ended = this.#jobs.filter(({ isOver }) => isOver);
    const forgotten = new Set(ended.slice(0, Math.max(0, ended.length - this.#limits.maxEnded)));
    this.#jobs = this.#jobs.filter((other) => !forgotten.has(other));
  }
}
