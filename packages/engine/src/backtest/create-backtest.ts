import { labelNames } from '../contract/label-meaning.js';
import { judgeAgain } from '../decision/judge-again.js';
import type { JsonObject, Scalar } from '../contract/json.js';
import type { Verdict } from '../contract/decision.js';
import type { Policy } from '../policy/policy.js';
import type { RecordedDecision } from '../ports.js';
import type { BacktestReport } from './backtest-report.js';
import { judgeByCandidate } from './candidate-version.js';
import { CustomerWeights } from './customer-weights.js';
import { DayTally } from './day-tally.js';
import { knownOf, type Known, type LabelTerms } from './maturity.js';
import { OutcomeTally, type Judged } from './outcome-tally.js';
import { RuleTally } from './rule-tally.js';
import { isSameVerdict } from './same-verdict.js';

const REPLICATES = 200;
const MAX_DIFFERING_IDS = 20;

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
  /** Decisions in any order. Never throws for what a record holds. */
  add(decision: RecordedDecision): void;
  finish(): BacktestReport;
}

/** A backtest of a candidate policy: over recorded decisions, on the facts as they were. */
export function createBacktest(options: BacktestOptions): Backtest {
  return new RunningBacktest(options);
}

class RunningBacktest implements Backtest {
  readonly #options: BacktestOptions;
  readonly #terms: LabelTerms;
  readonly #replicates: number;
  readonly #amountFact: string;
  readonly #features: readonly string[];
  readonly #weights: CustomerWeights;
  readonly #outcomes: OutcomeTally;
  readonly #days: DayTally;
  readonly #rules: RuleTally;
  readonly #policies = new Map<string, number>();
  readonly #unrecorded = new Map<string, number>();
  readonly #decisions = { read: 0, compared: 0, withoutCandidateScore: 0, withoutAmount: 0, ofOtherFlows: 0 };
  readonly #labels = { fraud: 0, genuine: 0, unlabelled: 0, notMature: 0, notMatureLabelled: 0 };
  readonly #again = { judgedAgain: 0, same: 0 };
  readonly #differingIds: string[] = [];
  #fromMs = Infinity;
  #toMs = -Infinity;

  constructor(options: BacktestOptions) {
    const { candidate, replicates = REPLICATES } = options;
    this.#options = options;
    this.#terms = { ...options, ...(candidate.flow.labels === undefined ? {} : { labels: candidate.flow.labels }) };
    this.#replicates = replicates;
    this.#amountFact = options.amountFact ?? (candidate.factTypes.has('amountEur') ? 'amountEur' : 'amount');
    this.#features = candidate.catalogue.definitions.map(({ name }) => name);
    this.#weights = new CustomerWeights(replicates);
    this.#outcomes = new OutcomeTally(replicates);
    this.#days = new DayTally(replicates);
    this.#rules = new RuleTally(candidate, replicates);
  }

  add(decision: RecordedDecision): void {
    const { record } = decision;
    const { candidate, recorded } = this.#options;
    this.#decisions.read += 1;
    if (record.ask.flow !== candidate.flow.name) {
      this.#decisions.ofOtherFlows += 1;
      return;
    }
    const own = recorded.get(record.policy);
    const again = own === undefined ? undefined : judgeAgain(own, record);
    if (again !== undefined) this.#compareAgain(decision, again);
    const verdict =
      again !== undefined && own?.hash === candidate.hash && this.#options.modelVersion === undefined
        ? again
        : judgeByCandidate(candidate, decision, this.#options);
    if (verdict === undefined) this.#decisions.withoutCandidateScore += 1;
    else this.#compare(decision, verdict);
  }

  finish(): BacktestReport {
    const { candidate, current, asOfMs, labelAgeDays, presumeGenuine, modelVersion } = this.#options;
    const model = candidate.model === undefined ? undefined : `${candidate.model.name}@${modelVersion ?? candidate.model.version}`;
    return {
      flow: candidate.flow.name,
      candidate: { policy: candidate.hash, rules: candidate.rules.size, ...(model === undefined ? {} : { model }) },
      current: {
        verdicts: current === undefined ? 'recorded' : 'judged',
        policies: current === undefined ? Object.fromEntries(this.#policies) : { [current.hash]: this.#decisions.compared },
      },
      ...(this.#decisions.compared === 0 ? {} : { period: { fromMs: this.#fromMs, toMs: this.#toMs } }),
      decisions: { ...this.#decisions },
      amountFact: this.#amountFact,
      unrecordedFeatures: Object.fromEntries(this.#unrecorded),
      sameVerdicts: { ...this.#again, differingDecisionIds: [...this.#differingIds] },
      labels: { ...this.#labels, ageDays: labelAgeDays, asOfMs, presumedGenuine: presumeGenuine, names: labelNames(candidate.flow) },
      flips: this.#outcomes.flips(),
      quality: { current: this.#outcomes.quality('current'), candidate: this.#outcomes.quality('candidate') },
      money: this.#outcomes.money(),
      reviewsPerDay: this.#days.finish(),
      ...this.#rules.finish(this.#outcomes.frauds()),
      bootstrap: { replicates: this.#replicates, clusteredBy: candidate.flow.fields.stickiness },
    };
  }

  #compareAgain({ record }: RecordedDecision, again: Verdict): void {
    this.#again.judgedAgain += 1;
    if (isSameVerdict(record.verdict, again)) this.#again.same += 1;
    else if (this.#differingIds.length < MAX_DIFFERING_IDS) this.#differingIds.push(record.ask.decisionId);
  }

  #compare({ record, labels }: RecordedDecision, candidate: Verdict): void {
    const { eventTimeMs, request } = record.ask;
    const current = this.#options.current === undefined ? record.verdict : judgeAgain(this.#options.current, record);
    const known = knownOf(eventTimeMs, labels, this.#terms);
    const amount = this.#amountOf(request, record.facts.features);
    const customer = request[this.#options.candidate.flow.fields.stickiness];
    const weights = this.#weights.of(typeof customer === 'string' ? customer : record.ask.decisionId);
    const judged: Judged = { current: current.outcome, candidate: candidate.outcome, truth: known.truth, amount };
    this.#decisions.compared += 1;
    this.#policies.set(record.policy, (this.#policies.get(record.policy) ?? 0) + 1);
    this.#fromMs = Math.min(this.#fromMs, eventTimeMs);
    this.#toMs = Math.max(this.#toMs, eventTimeMs);
    this.#countLabel(known);
    this.#countUnrecorded(record.facts);
    this.#outcomes.add(judged, weights);
    this.#days.add(eventTimeMs, judged, weights);
    this.#rules.add(candidate, current, judged, weights);
  }

  #amountOf(request: JsonObject, features: Readonly<Record<string, Scalar>>): number {
    const amount = features[this.#amountFact] ?? request[this.#amountFact];
    if (typeof amount === 'number') return amount;
    this.#decisions.withoutAmount += 1;
    return 0;
  }

  #countLabel({ truth, isMature, isLabelled }: Known): void {
    if (!isMature) {
      this.#labels.notMature += 1;
      if (isLabelled) this.#labels.notMatureLabelled += 1;
    } else if (isLabelled && truth !== 'open') this.#labels[truth] += 1;
    else this.#labels.unlabelled += 1;
  }

  /** A feature that the record neither holds nor calls missing was not in the catalogue then. */
  #countUnrecorded({ features, missing }: RecordedDecision['record']['facts']): void {
    for (const name of this.#features) {
      if (features[name] !== undefined || missing.some(({ fact }) => fact === name)) continue;
      this.#unrecorded.set(name, (this.#unrecorded.get(name) ?? 0) + 1);
    }
  }
}
