import type { BacktestReport } from '@gavel/engine';
import type { BacktestJob, JobState } from './backtest-job.js';

/** A backtest as it is answered. */
export interface BacktestView {
  readonly id: string;
  readonly flow: string;
  readonly state: JobState;
  readonly candidate: { readonly policy: string; readonly modelVersion?: string };
  readonly from?: string;
  readonly to?: string;
  readonly askedAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly progress: {
    readonly done: number;
    /** Absent until it runs. */
    readonly total?: number;
    readonly ratePerSecond?: number;
    readonly secondsLeft?: number;
  };
  readonly error?: string;
  readonly kept: string;
}

/** With its report once it is done, the same as `gavel backtest --json` writes. */
export interface BacktestResultView extends BacktestView {
  readonly result?: BacktestReport & { readonly notes: readonly string[] };
}

const KEPT = 'In memory: a restart of the service forgets it.';

/** Without the report. */
export function viewOf(job: BacktestJob): BacktestView {
  const { order, state, startedAtMs, endedAtMs, error } = job;
  const { modelVersion } = order.terms;
  return {
    id: order.id,
    flow: order.flow,
    state,
    candidate: { policy: order.policy, ...(modelVersion === undefined ? {} : { modelVersion }) },
    ...(order.from === undefined ? {} : { from: order.from }),
    ...(order.to === undefined ? {} : { to: order.to }),
    askedAt: new Date(job.askedAtMs).toISOString(),
    ...(startedAtMs === undefined ? {} : { startedAt: new Date(startedAtMs).toISOString() }),
    ...(endedAtMs === undefined ? {} : { endedAt: new Date(endedAtMs).toISOString() }),
    progress: progressOf(job),
    ...(error === undefined ? {} : { error }),
    kept: KEPT,
  };
}

/** With the report. */
export function resultViewOf(job: BacktestJob): BacktestResultView {
  const { found } = job;
  return { ...viewOf(job), ...(found === undefined ? {} : { result: { ...found.report, notes: found.notes } }) };
}

function progressOf({ done, total, ratePerSecond }: BacktestJob): BacktestView['progress'] {
  if (total === undefined) return { done };
  if (ratePerSecond === undefined) return { done, total };
  return {
    done,
    total,
    ratePerSecond: Math.round(ratePerSecond),
    secondsLeft: Math.ceil(Math.max(0, total - done) / ratePerSecond),
  };
}
