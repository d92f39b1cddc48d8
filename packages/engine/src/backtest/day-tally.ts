import type { Outcome } from '../contract/outcome.js';
import type { DayLoad } from './backtest-report.js';
import { estimateOf, ReplicatedCount } from './replicated.js';

const DAY_MS = 86_400_000;
/** Ten years; what lies beyond is not told by day. */
const MAX_DAYS = 3660;

interface Day {
  decisions: number;
  readonly current: ReplicatedCount;
  readonly candidate: ReplicatedCount;
}

/** Reviews by day of the event (UTC). */
export class DayTally {
  readonly #replicates: number;
  readonly #days = new Map<number, Day>();

  constructor(replicates: number) {
    this.#replicates = replicates;
  }

  add(eventTimeMs: number, outcomes: { readonly current: Outcome; readonly candidate: Outcome }, weights: Int32Array): void {
    const day = this.#day(Math.floor(eventTimeMs / DAY_MS));
    if (day === undefined) return;
    day.decisions += 1;
    if (outcomes.current === 'review') day.current.add(weights);
    if (outcomes.candidate === 'review') day.candidate.add(weights);
  }

  finish(): readonly DayLoad[] {
    return [...this.#days]
      .toSorted(([a], [b]) => a - b)
      .map(([number, { decisions, current, candidate }]) => ({
        day: new Date(number * DAY_MS).toISOString().slice(0, 10),
        decisions,
        currentReviews: estimateOf(current),
        candidateReviews: estimateOf(candidate),
      }));
  }

  #day(number: number): Day | undefined {
    const known = this.#days.get(number);
    if (known !== undefined || this.#days.size >= MAX_DAYS) return known;
    const day = { decisions: 0, current: new ReplicatedCount(this.#replicates), candidate: new ReplicatedCount(this.#replicates) };
    this.#days.set(number, day);
    return day;
  }
}
