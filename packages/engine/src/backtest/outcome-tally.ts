import { OUTCOMES, type Outcome } from '../contract/outcome.js';
import type { BacktestReport, Compared, FlipCell, Quality } from './backtest-report.js';
import type { Weights } from './customer-weights.js';
import { TRUTHS, type Truth } from './maturity.js';
import {
  differenceOf,
  estimateOf,
  shareOf,
  ReplicatedCount,
  ReplicatedSum,
  totalOf,
  type CountPart,
  type Replicated,
  type SumPart,
} from './replicated.js';

interface Cell {
  readonly current: Outcome;
  readonly candidate: Outcome;
  readonly truth: Truth;
  readonly decisions: ReplicatedCount;
  readonly amount: ReplicatedSum;
}

/** One decision as the tallies see it. */
export interface Judged {
  readonly current: Outcome;
  readonly candidate: Outcome;
  readonly truth: Truth;
  /** 0 where it is not known. */
  readonly amount: number;
}

/** What the cells have come to, in their order, as plain data. */
export type OutcomePart = readonly { readonly decisions: CountPart; readonly amount: SumPart }[];

/** Decisions and amounts by both outcomes and by what proved true; flips, quality and money are all sums of these cells. */
export class OutcomeTally {
  readonly #replicates: number;
  readonly #cells: readonly Cell[];

  constructor(replicates: number) {
    this.#replicates = replicates;
    this.#cells = OUTCOMES.flatMap((current) =>
      OUTCOMES.flatMap((candidate) =>
        TRUTHS.map((truth) => ({
          current,
          candidate,
          truth,
          decisions: new ReplicatedCount(replicates),
          amount: new ReplicatedSum(replicates),
        })),
      ),
    );
  }

  add({ current, candidate, truth, amount }: Judged, weights: Weights): void {
    const at = (OUTCOMES.indexOf(current) * OUTCOMES.length + OUTCOMES.indexOf(candidate)) * TRUTHS.length + TRUTHS.indexOf(truth);
    const cell = this.#cells[at];
    cell?.decisions.add(weights);
    if (amount !== 0) cell?.amount.add(amount, weights);
  }

  part(): OutcomePart {
    return this.#cells.map(({ decisions, amount }) => ({ decisions: decisions.part(), amount: amount.part() }));
  }

  merge(part: OutcomePart): void {
    part.forEach(({ decisions, amount }, at) => {
      this.#cells[at]?.decisions.merge(decisions);
      this.#cells[at]?.amount.merge(amount);
    });
  }

  /** Labelled frauds. */
  frauds(): Replicated {
    return this.#total('decisions', ({ truth }) => truth === 'fraud');
  }

  flips(): readonly FlipCell[] {
    return OUTCOMES.flatMap((current) => OUTCOMES.map((candidate) => this.#flip(current, candidate)));
  }

  quality(by: 'current' | 'candidate'): Quality {
    const caught = this.#total('decisions', (cell) => cell.truth === 'fraud' && cell[by] !== 'pass');
    const alerts = this.#total('decisions', (cell) => cell.truth !== 'open' && cell[by] !== 'pass');
    const precisionShare = shareOf(caught, alerts);
    const recallShare = shareOf(caught, this.frauds());
    return { ...(precisionShare === undefined ? {} : { precisionShare }), ...(recallShare === undefined ? {} : { recallShare }) };
  }

  money(): BacktestReport['money'] {
    return {
      fraudCaught: this.#compared('fraud', ['review', 'block']),
      fraudMissed: this.#compared('fraud', ['pass']),
      genuineBlocked: this.#compared('genuine', ['block']),
      genuineReviewed: this.#compared('genuine', ['review']),
    };
  }

  #flip(current: Outcome, candidate: Outcome): FlipCell {
    const isHere = (cell: Cell): boolean => cell.current === current && cell.candidate === candidate;
    const counted = (truth: Truth): number => this.#total('decisions', (cell) => isHere(cell) && cell.truth === truth).value;
    return {
      current,
      candidate,
      decisions: estimateOf(this.#total('decisions', isHere)),
      amount: estimateOf(this.#total('amount', isHere)),
      fraudDecisions: counted('fraud'),
      genuineDecisions: counted('genuine'),
    };
  }

  #compared(truth: Truth, outcomes: readonly Outcome[]): Compared {
    const of = (by: 'current' | 'candidate'): Replicated =>
      this.#total('amount', (cell) => cell.truth === truth && outcomes.includes(cell[by]));
    const current = of('current');
    const candidate = of('candidate');
    return {
      current: estimateOf(current),
      candidate: estimateOf(candidate),
      difference: estimateOf(differenceOf(candidate, current)),
    };
  }

  #total(what: 'decisions' | 'amount', isWanted: (cell: Cell) => boolean): Replicated {
    return totalOf(
      this.#cells.filter(isWanted).map((cell) => cell[what]),
      this.#replicates,
    );
  }
}
