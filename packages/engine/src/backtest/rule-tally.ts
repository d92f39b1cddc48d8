import type { Verdict } from '../contract/decision.js';
import type { RuleEventType } from '../contract/rule-file.js';
import type { Policy } from '../policy/policy.js';
import type { BacktestReport, RuleFigures } from './backtest-report.js';
import type { Weights } from './customer-weights.js';
import { namedRules } from './named-rules.js';
import { TRUTHS, type Truth } from './maturity.js';
import {
  estimateOf,
  shareOf,
  ReplicatedCount,
  ReplicatedSum,
  totalOf,
  type CountPart,
  type Replicated,
  type SumPart,
} from './replicated.js';
import type { Judged } from './outcome-tally.js';

/** Rules named as firing together with one. */
const MAX_OVERLAPS = 3;

interface Tally {
  readonly rule: string;
  readonly asks: RuleEventType;
  readonly at: number;
  /** Hits by what proved true: each hit is counted once, for this is where a backtest spends its time. */
  readonly hits: Readonly<Record<Truth, ReplicatedCount>>;
  readonly onlyThis: ReplicatedCount;
  readonly onlyThisAmount: ReplicatedSum;
}

/** What the rules have come to, in the order of the policy's files, as plain data. */
export interface RulePart {
  readonly rules: readonly {
    readonly hits: Readonly<Record<Truth, CountPart>>;
    readonly onlyThis: CountPart;
    readonly onlyThisAmount: SumPart;
  }[];
  readonly together: Uint32Array;
  readonly currentHits: ReadonlyMap<string, number>;
}

/** Both verdicts on one decision, and what the other tallies see of them. */
export interface Verdicts {
  readonly candidate: Verdict;
  readonly current: Pick<Verdict, 'hits'>;
  readonly judged: Judged;
}

/** What each rule of the candidate does, alone and beside the others. */
export class RuleTally {
  readonly #replicates: number;
  readonly #rules = new Map<string, Tally>();
  /** Decisions in which two rules fired together: one triangle, row by row. */
  readonly #together: Uint32Array;
  readonly #currentHits = new Map<string, number>();
  /** Reasons of fallback rows that ask for more than pass. */
  readonly #fallbackReasons: ReadonlySet<string>;

  constructor(policy: Policy, replicates: number) {
    this.#replicates = replicates;
    const count = (): ReplicatedCount => new ReplicatedCount(replicates);
    namedRules(policy.files).forEach(({ rule, asks }, at) => {
      const hits = { fraud: count(), genuine: count(), open: count() };
      this.#rules.set(rule, { rule, asks, at, hits, onlyThis: count(), onlyThisAmount: new ReplicatedSum(replicates) });
    });
    this.#together = new Uint32Array((this.#rules.size * (this.#rules.size - 1)) / 2);
    this.#fallbackReasons = new Set(policy.fallback.filter(({ outcome }) => outcome !== 'pass').map(({ reason }) => reason));
  }

  add({ candidate: verdict, current, judged }: Verdicts, weights: Weights): void {
    for (const { rule } of current.hits) this.#currentHits.set(rule, (this.#currentHits.get(rule) ?? 0) + 1);
    const fired: Tally[] = [];
    for (const { rule } of verdict.hits) {
      const tally = this.#rules.get(rule);
      if (tally === undefined) continue;
      tally.hits[judged.truth].add(weights);
      fired.push(tally);
    }
    this.#addTogether(fired);
    if (judged.truth === 'fraud' && verdict.outcome !== 'pass') this.#addOnly(verdict, judged.amount, weights);
  }

  part(): RulePart {
    const rules = [...this.#rules.values()].map(({ hits: { fraud, genuine, open }, onlyThis, onlyThisAmount }) => ({
      hits: { fraud: fraud.part(), genuine: genuine.part(), open: open.part() },
      onlyThis: onlyThis.part(),
      onlyThisAmount: onlyThisAmount.part(),
    }));
    return { rules, together: this.#together, currentHits: this.#currentHits };
  }

  merge({ rules, together, currentHits }: RulePart): void {
    for (const { at, hits, onlyThis, onlyThisAmount } of this.#rules.values()) {
      const part = rules[at];
      if (part === undefined) continue;
      for (const truth of TRUTHS) hits[truth].merge(part.hits[truth]);
      onlyThis.merge(part.onlyThis);
      onlyThisAmount.merge(part.onlyThisAmount);
    }
    for (let place = 0; place < together.length; place += 1) {
      this.#together[place] = (this.#together[place] ?? 0) + (together[place] ?? 0);
    }
    for (const [rule, hits] of currentHits) this.#currentHits.set(rule, (this.#currentHits.get(rule) ?? 0) + hits);
  }

  finish(frauds: Replicated): Pick<BacktestReport, 'rules' | 'removedRules'> {
    const removed = [...this.#currentHits].filter(([rule]) => !this.#rules.has(rule)).toSorted(mostHitsFirst);
    return {
      rules: [...this.#rules.values()].map((tally) => this.#figures(tally, frauds)),
      removedRules: removed.map(([rule, currentHits]) => ({ rule, currentHits })),
    };
  }

  #addTogether(fired: readonly Tally[]): void {
    for (let left = 0; left < fired.length; left += 1) {
      for (let right = left + 1; right < fired.length; right += 1) {
        const place = this.#place(fired[left]?.at ?? 0, fired[right]?.at ?? 0);
        this.#together[place] = (this.#together[place] ?? 0) + 1;
      }
    }
  }

  /** A fraud belongs to a rule alone when nobody else, rule, score or fallback, asked for more than pass. */
  #addOnly({ hits, reasons }: Verdict, amount: number, weights: Weights): void {
    const asking = hits.filter(({ step }) => step === 'denyList' || step === 'hardBlock' || step === 'review');
    const [only] = asking;
    if (only === undefined || asking.length > 1) return;
    const isAlone = reasons.every(({ source, code }) => source === 'rule' || (source === 'fallback' && !this.#fallbackReasons.has(code)));
    const tally = isAlone ? this.#rules.get(only.rule) : undefined;
    tally?.onlyThis.add(weights);
    tally?.onlyThisAmount.add(amount, weights);
  }

  #figures(tally: Tally, frauds: Replicated): RuleFigures {
    const { rule, asks } = tally;
    const { fraud, genuine, open } = tally.hits;
    const hits = totalOf([fraud, genuine, open], this.#replicates);
    const precisionShare = shareOf(fraud, totalOf([fraud, genuine], this.#replicates));
    const recallShare = shareOf(fraud, frauds);
    return {
      rule,
      asks,
      hits: estimateOf(hits),
      currentHits: this.#currentHits.get(rule) ?? 0,
      fraudHits: fraud.value,
      genuineHits: genuine.value,
      ...(precisionShare === undefined ? {} : { precisionShare }),
      ...(recallShare === undefined ? {} : { recallShare }),
      onlyThisRuleFrauds: estimateOf(tally.onlyThis),
      onlyThisRuleFraudAmount: estimateOf(tally.onlyThisAmount),
      overlaps: this.#overlaps(tally.at, hits.value),
    };
  }

  #overlaps(at: number, hits: number): RuleFigures['overlaps'] {
    const together = [...this.#rules.values()]
      .filter((other) => other.at !== at)
      .map((other) => ({ rule: other.rule, hits: this.#together[this.#place(at, other.at)] ?? 0 }))
      .filter((other) => other.hits > 0);
    return together
      .toSorted((a, b) => b.hits - a.hits)
      .slice(0, MAX_OVERLAPS)
      .map((other) => ({ ...other, shareOfHits: other.hits / hits }));
  }

  #place(a: number, b: number): number {
    const row = Math.max(a, b);
    return (row * (row - 1)) / 2 + Math.min(a, b);
  }
}

/** Names settle what is even, so that the order is not that of the decisions. */
function mostHitsFirst([a, hitsOfA]: readonly [string, number], [b, hitsOfB]: readonly [string, number]): number {
  if (hitsOfA !== hitsOfB) return hitsOfB - hitsOfA;
  return a < b ? -1 : 1;
}
