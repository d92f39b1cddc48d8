import { labelNames } from '../contract/label-meaning.js';
import type { Verdict } from '../contract/decision.js';
import type { JsonObject, Scalar } from '../contract/json.js';
import type { Policy } from '../policy/policy.js';
import type { RecordedDecision } from '../ports.js';
import type { BacktestReport } from './backtest-report.js';
import { CustomerWeights } from './customer-weights.js';
import { DayTally, type DayPart } from './day-tally.js';
import { knownOf, type Known, type LabelTerms } from './maturity.js';
import { OutcomeTally, type Judged, type OutcomePart } from './outcome-tally.js';
import { RuleTally, type RulePart } from './rule-tally.js';

const MAX_DIFFERING_IDS = 20;

const COUNTED = [
  'read',
  'compared',
  'withoutCandidateScore',
  'withoutAmount',
  'ofOtherFlows',
  'judgedAgain',
  'same',
  'fraud',
  'genuine',
  'unlabelled',
  'notMature',
  'notMatureLabelled',
] as const;
type Counts = Record<(typeof COUNTED)[number], number>;

/** What is added up, and how. */
export interface TallyTerms {
  readonly candidate: Policy;
  readonly amountFact: string;
  readonly replicates: number;
  readonly labels: LabelTerms;
}

interface Differing {
  readonly decisionId: string;
  /** Where it stands among all decisions. */
  readonly place: number;
}

/** What a backtest, or a part of one, adds up to: plain data that can be sent to another thread. */
export interface BacktestPart {
  readonly counts: Readonly<Counts>;
  readonly policies: ReadonlyMap<string, number>;
  readonly unrecorded: ReadonlyMap<string, number>;
  readonly differing: readonly Differing[];
  readonly period: { readonly fromMs: number; readonly toMs: number };
  readonly outcomes: OutcomePart;
  readonly days: DayPart;
  readonly rules: RulePart;
}

/** All sums of a backtest. They do not depend on the order of decisions, and those of two backtests can be added. */
export class BacktestTally {
  readonly #terms: TallyTerms;
  readonly #features: readonly string[];
  readonly #weights: CustomerWeights;
  readonly #outcomes: OutcomeTally;
  readonly #days: DayTally;
  readonly #rules: RuleTally;
  readonly #counts: Counts = {
    read: 0,
    compared: 0,
    withoutCandidateScore: 0,
    withoutAmount: 0,
    ofOtherFlows: 0,
    judgedAgain: 0,
    same: 0,
    fraud: 0,
    genuine: 0,
    unlabelled: 0,
    notMature: 0,
    notMatureLabelled: 0,
  };
  readonly #policies = new Map<string, number>();
  readonly #unrecorded = new Map<string, number>();
  #differing: readonly Differing[] = [];
  #fromMs = Infinity;
  #toMs = -Infinity;

  constructor(terms: TallyTerms) {
    const { candidate, replicates } = terms;
    this.#terms = terms;
    this.#features = candidate.catalogue.definitions.map(({ name }) => name);
    this.#weights = new CustomerWeights(replicates);
    this.#outcomes = new OutcomeTally(replicates);
    this.#days = new DayTally(replicates);
    this.#rules = new RuleTally(candidate, replicates);
  }

  /** Decisions read so far. */
  get read(): number {
    return this.#counts.read;
  }

  /** Counts a decision; false: it is of another flow. */
  countRead({ ask }: RecordedDecision['record']): boolean {
    this.#counts.read += 1;
    if (ask.flow === this.#terms.candidate.flow.name) return true;
    this.#counts.ofOtherFlows += 1;
    return false;
  }

  countWithoutScore(): void {
    this.#counts.withoutCandidateScore += 1;
  }

  /** A decision that was judged again by its own policy. */
  addAgain(isSame: boolean, decisionId: string, place: number): void {
    this.#counts.judgedAgain += 1;
    if (isSame) this.#counts.same += 1;
    else this.#differing = firstOf([...this.#differing, { decisionId, place }]);
  }

  add({ record, labels }: RecordedDecision, current: Verdict, candidate: Verdict): void {
    const { eventTimeMs, request } = record.ask;
    const known = knownOf(eventTimeMs, labels, this.#terms.labels);
    const customer = request[this.#terms.candidate.flow.fields.stickiness];
    const weights = this.#weights.of(typeof customer === 'string' ? customer : record.ask.decisionId);
    const amount = this.#amountOf(request, record.facts.features);
    const judged: Judged = { current: current.outcome, candidate: candidate.outcome, truth: known.truth, amount };
    this.#counts.compared += 1;
    increase(this.#policies, record.policy, 1);
    this.#fromMs = Math.min(this.#fromMs, eventTimeMs);
    this.#toMs = Math.max(this.#toMs, eventTimeMs);
    this.#countLabel(known);
    this.#countUnrecorded(record.facts);
    this.#outcomes.add(judged, weights);
    this.#days.add(eventTimeMs, judged, weights);
    this.#rules.add({ candidate, current, judged }, weights);
  }

  part(): BacktestPart {
    return {
      counts: { ...this.#counts },
      policies: this.#policies,
      unrecorded: this.#unrecorded,
      differing: this.#differing,
      period: { fromMs: this.#fromMs, toMs: this.#toMs },
      outcomes: this.#outcomes.part(),
      days: this.#days.part(),
      rules: this.#rules.part(),
    };
  }

  merge({ counts, policies, unrecorded, differing, period, ...tallies }: BacktestPart): void {
    for (const name of COUNTED) this.#counts[name] += counts[name];
    for (const [hash, decisions] of policies) increase(this.#policies, hash, decisions);
    for (const [feature, decisions] of unrecorded) increase(this.#unrecorded, feature, decisions);
    this.#differing = firstOf([...this.#differing, ...differing]);
    this.#fromMs = Math.min(this.#fromMs, period.fromMs);
    this.#toMs = Math.max(this.#toMs, period.toMs);
    this.#outcomes.merge(tallies.outcomes);
    this.#days.merge(tallies.days);
    this.#rules.merge(tallies.rules);
  }

  /** The figures, with the number of decisions by the policy that made them. */
  finish(): Omit<BacktestReport, 'flow' | 'candidate' | 'current'> & { readonly policies: Readonly<Record<string, number>> } {
    const { candidate, amountFact, replicates, labels } = this.#terms;
    const { read, compared, withoutCandidateScore, withoutAmount, ofOtherFlows, judgedAgain, same, ...known } = this.#counts;
    return {
      policies: Object.fromEntries([...this.#policies].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      ...(compared === 0 ? {} : { period: { fromMs: this.#fromMs, toMs: this.#toMs } }),
      decisions: { read, compared, withoutCandidateScore, withoutAmount, ofOtherFlows },
      amountFact,
      unrecordedFeatures: this.#unrecordedFeatures(),
      sameVerdicts: { judgedAgain, same, differingDecisionIds: this.#differing.map(({ decisionId }) => decisionId) },
      labels: {
        ...known,
        ageDays: labels.labelAgeDays,
        asOfMs: labels.asOfMs,
        presumedGenuine: labels.presumeGenuine,
        names: labelNames(candidate.flow),
      },
      flips: this.#outcomes.flips(),
      quality: { current: this.#outcomes.quality('current'), candidate: this.#outcomes.quality('candidate') },
      money: this.#outcomes.money(),
      reviewsPerDay: this.#days.finish(),
      ...this.#rules.finish(this.#outcomes.frauds()),
      bootstrap: { replicates, clusteredBy: candidate.flow.fields.stickiness },
    };
  }

  #amountOf(request: JsonObject, features: Readonly<Record<string, Scalar>>): number {
    const amount = features[this.#terms.amountFact] ?? request[this.#terms.amountFact];
    if (typeof amount === 'number') return amount;
    this.#counts.withoutAmount += 1;
    return 0;
  }

  #countLabel({ truth, isMature, isLabelled }: Known): void {
    if (!isMature) {
      this.#counts.notMature += 1;
      if (isLabelled) this.#counts.notMatureLabelled += 1;
    } else if (isLabelled && truth !== 'open') this.#counts[truth] += 1;
    else this.#counts.unlabelled += 1;
  }

  /** A feature that the record neither holds nor calls missing was not in the catalogue then. */
  #countUnrecorded({ features, missing }: RecordedDecision['record']['facts']): void {
    for (const name of this.#features) {
      if (features[name] !== undefined || missing.some(({ fact }) => fact === name)) continue;
      increase(this.#unrecorded, name, 1);
    }
  }

  /** In the order of the catalogue. */
  #unrecordedFeatures(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      this.#features.flatMap((name) => {
        const decisions = this.#unrecorded.get(name);
        return decisions === undefined ? [] : [[name, decisions]];
      }),
    );
  }
}

function increase(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

function firstOf(differing: readonly Differing[]): readonly Differing[] {
  return differing.toSorted((a, b) => a.place - b.place).slice(0, MAX_DIFFERING_IDS);
}
