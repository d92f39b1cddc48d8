import { judgeAgain } from '../decision/judge-again.js';
import type { Verdict } from '../contract/decision.js';
import type { Policy } from '../policy/policy.js';
import type { RecordedDecision } from '../ports.js';
import type { BacktestReport } from './backtest-report.js';
import { BacktestTally, type BacktestPart } from './backtest-tally.js';
import { judgeByCandidate } from './candidate-version.js';
import type { LabelTerms } from './maturity.js';
import { isSameVerdict } from './same-verdict.js';

const REPLICATES = 200;

/** What is compared with what. */
export interface BacktestOptions extends LabelTerms {
  readonly candidate: Policy;
  /** Judged on the recorded facts in the place of the recorded verdicts. */
  readonly current?: Policy;
  /** Policies that decided, by hash; may grow while decisions are fed. A record whose policy is here is judged again by it and compared. */
  readonly recorded: ReadonlyMap<string, Policy>;
  /** Model version of the candidate; absent: the version that decided, unless the candidate's champion is another. */
  readonly modelVersion?: string;
  /** The request field or feature that is summed up as money; absent: `amountEur` if there is such a fact, else `amount`. */
  readonly amountFact?: string;
  /** Of the bootstrap: 200 when absent. An even number. */
  readonly replicates?: number;
}

/** Takes decisions one by one; what it keeps does not grow with them. */
export interface Backtest {
  /**
   * Decisions in any order. Never throws for what a record holds. `place`: where the decision stands among all, for a backtest of which
   * this is a part; absent: after those added before.
   */
  add(decision: RecordedDecision, place?: number): void;
  /** What was added, as plain data that can be sent to another thread. Changes as more is added. */
  part(): BacktestPart;
  /** Adds what another backtest with the same options came to: the report is then that of one backtest over the decisions of both. */
  merge(part: BacktestPart): void;
  finish(): BacktestReport;
}

/** A backtest of a candidate policy: over recorded decisions, on the facts as they were. */
export function createBacktest(options: BacktestOptions): Backtest {
  return new RunningBacktest(options);
}

class RunningBacktest implements Backtest {
  readonly #options: BacktestOptions;
  readonly #tally: BacktestTally;

  constructor(options: BacktestOptions) {
    const { candidate, replicates = REPLICATES } = options;
    const amountFact = options.amountFact ?? (candidate.factTypes.has('amountEur') ? 'amountEur' : 'amount');
    this.#options = options;
    this.#tally = new BacktestTally({
      candidate,
      amountFact,
      replicates,
      labels: { ...options, ...(candidate.flow.labels === undefined ? {} : { labels: candidate.flow.labels }) },
    });
  }

  add(decision: RecordedDecision, place?: number): void {
    const { record } = decision;
    const { candidate, current, recorded, modelVersion } = this.#options;
    const at = place ?? this.#tally.read;
    if (!this.#tally.countRead(record)) return;
    const own = recorded.get(record.policy);
    const again = own === undefined ? undefined : judgeAgain(own, record);
    if (again !== undefined) this.#tally.addAgain(isSameVerdict(record.verdict, again), record.ask.decisionId, at);
    const verdict: Verdict | undefined =
      again !== undefined && own?.hash === candidate.hash && modelVersion === undefined
        ? again
        : judgeByCandidate(candidate, decision, this.#options);
    if (verdict === undefined) this.#tally.countWithoutScore();
    else this.#tally.add(decision, current === undefined ? record.verdict : judgeAgain(current, record), verdict);
  }

  part(): BacktestPart {
    return this.#tally.part();
  }

  merge(part: BacktestPart): void {
    this.#tally.merge(part);
  }

  finish(): BacktestReport {
    const { candidate, current, modelVersion } = this.#options;
    const model = candidate.model === undefined ? undefined : `${candidate.model.name}@${modelVersion ?? candidate.model.version}`;
    const { policies, ...figures } = this.#tally.finish();
    return {
      flow: candidate.flow.name,
      candidate: { policy: candidate.hash, rules: candidate.rules.size, ...(model === undefined ? {} : { model }) },
      current: {
        verdicts: current === undefined ? 'recorded' : 'judged',
        policies: current === undefined ? policies : { [current.hash]: figures.decisions.compared },
      },
      ...figures,
    };
  }
}
