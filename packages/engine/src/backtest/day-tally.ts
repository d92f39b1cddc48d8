import type { Outcome } from '../contract/outcome.js';
import type { DayLoad } from './backtest-report.js';
import type { Weights } from './customer-weights.js';
import { estimateOf, ReplicatedCount, type CountPart } from './replicated.js';

const DAY_MS = 86_400_000;
/** Ten years: of more, the latest are told. */
const MAX_DAYS = 3660;

interface Day {
  decisions: number;
  readonly current: ReplicatedCount;
  readonly candidate: ReplicatedCount;
}

/** What the days have come to, as plain data. */
export type DayPart = readonly {
  readonly number: number;
  readonly decisions: number;
  readonly current: CountPart;
  readonly candidate: CountPart;
}[];

/** Reviews by day of the event (UTC). */
export class DayTally {
  readonly #replicates: number;
  /** By days since 1970. */
  readonly #days = new Map<number, Day>();
  /** Days up to this one were given up for later ones, so that which days are told does not depend on the order. */
  #lastDropped = -Infinity;

  constructor(replicates: number) {
    this.#replicates = replicates;
  }

  add(eventTimeMs: number, outcomes: { readonly current: Outcome; readonly candidate: Outcome }, weights: Weights): void {
    const day = this.#day(Math.floor(eventTimeMs / DAY_MS));
    if (day === undefined) return;
    day.decisions += 1;
    if (outcomes.current === 'review') day.current.add(weights);
    if (outcomes.candidate === 'review') day.candidate.add(weights);
  }

  part(): DayPart {
    return [...this.#days].map(([number, { decisions, current, candidate }]) => ({
      number,
      decisions,
      current: current.part(),
      candidate: candidate.part(),
    }));
  }

  merge(part: DayPart): void {
    for (const { number, decisions, current, candidate } of part) {
      const day = this.#day(number);
      if (day === undefined) continue;
      day.decisions += decisions;
      day.current.merge(current);
      day.candidate.merge(candidate);
    }
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
    if (known !== undefined || number <= this.#lastDropped) return known;
    const day = { decisions: 0, current: new ReplicatedCount(this.#replicates), candidate: new ReplicatedCount(this.#replicates) };
    this.#days.set(number, day);
    if (this.#days.size <= MAX_DAYS) return day;
    this.#lastDropped = [...this.#days.keys()].reduce((first, each) => Math.min(first, each));
    this.#days.delete(this.#lastDropped);
    return number === this.#lastDropped ? undefined : day;
  }
}
