import { setImmediate as nextTurn } from 'node:timers/promises';
import { knownOf, parseRecorded, type DecisionLog, type Outcome, type RecordedDecision } from '@gavel/engine';
import { areaUnderCurve, averagePrecision } from '@gavel/models';
import { Problem } from '../http/problem.js';
import { recallAt } from './recall-at.js';

/** What is asked of a version's labelled decisions. */
export interface QualityAsked {
  /** Event time from this many days ago on. */
  readonly days: number;
  /** Share of decisions that analysts can look at. */
  readonly alertShare: number;
  readonly labelAgeDays: number;
  readonly presumeGenuine: boolean;
  /** Cost of one review, and of blocking a good customer, in the unit of the amount. */
  readonly reviewCost: number;
  readonly falseBlockCost: number;
  /** The fact that is summed up; else amountEur, or amount. */
  readonly amount?: string;
}

/** How well a version's scores told frauds, by labels that came later. Figures that need what is not there are null. */
export interface QualityView {
  readonly name: string;
  readonly version: string;
  /** Decisions count whose event time is from here on, in UTC. */
  readonly since: string;
  /** Decisions with a score of this version, its own or from the shadow. */
  readonly scored: number;
  readonly labelled: { readonly fraud: number; readonly genuine: number };
  readonly auc: number | null;
  readonly averagePrecision: number | null;
  /** Frauds among the `alertShare` of known decisions with the highest scores. */
  readonly recallAtBudget: number | null;
  readonly alertShare: number;
  /** Of the decisions that this version decided itself. */
  readonly cost: {
    readonly decisions: number;
    readonly missedFrauds: number;
    readonly missedAmount: number;
    readonly reviews: number;
    readonly falseBlocks: number;
    /** missedAmount + reviews · reviewCost + falseBlocks · falseBlockCost. */
    readonly total: number;
  };
  /** The limit was reached: only the oldest decisions of the period are in. */
  readonly truncated: boolean;
  readonly notes: readonly string[];
}

const MAX_DECISIONS = 200_000;
/** Decisions must not wait for a whole batch. */
const LINES_A_TURN = 50;
const DAY_MS = 86_400_000;

type Cost = { -readonly [K in keyof QualityView['cost']]: QualityView['cost'][K] };

export interface QualityParts {
  readonly log: Pick<DecisionLog, 'recorded'>;
  /** Flows whose policy uses this model. */
  readonly flowsOf: (model: string) => readonly string[];
  /** Epoch milliseconds. */
  readonly wallMs: () => number;
}

/** Compares scores with labels over the log of the flows that use a model, batch by batch, for one who asks at a time. */
export class LiveQuality {
  private isReading = false;

  constructor(private readonly parts: QualityParts) {}

  /** Rejects with a problem when the log cannot be read, or is being read for somebody else. */
  async read(name: string, version: string, asked: QualityAsked): Promise<QualityView> {
    if (this.isReading) throw new Problem('overloaded', 'The log is being read for another question of this kind.', { retryAfterS: 5 });
    this.isReading = true;
    try {
      return await this.tally(name, version, asked);
    } finally {
      this.isReading = false;
    }
  }

  private async tally(name: string, version: string, asked: QualityAsked): Promise<QualityView> {
    const { log, flowsOf, wallMs } = this.parts;
    const nowMs = wallMs();
    const fromMs = nowMs - asked.days * DAY_MS;
    const tally = new QualityTally({ name, version, since: new Date(fromMs).toISOString() }, asked, nowMs);
    for (const flow of flowsOf(name)) {
      for await (const batch of log.recorded(flow, { fromMs })) {
        for (const [index, line] of batch.lines.split('\n').entries()) {
          if (index % LINES_A_TURN === 0) await nextTurn();
          tally.add(parseRecorded(line));
        }
        if (tally.isFull) return tally.finish();
      }
    }
    return tally.finish();
  }
}

class QualityTally {
  private readonly scores: number[] = [];
  private readonly labels: number[] = [];
  private scored = 0;
  private read = 0;
  private readonly cost: Cost = { decisions: 0, missedFrauds: 0, missedAmount: 0, reviews: 0, falseBlocks: 0, total: 0 };

  constructor(
    private readonly of: Pick<QualityView, 'name' | 'version' | 'since'>,
    private readonly asked: QualityAsked,
    private readonly nowMs: number,
  ) {}

  get isFull(): boolean {
    return this.read >= MAX_DECISIONS;
  }

  add({ record, labels, shadowScores }: RecordedDecision): void {
    this.read += 1;
    const score = record.facts.scores[`${this.of.name}@${this.of.version}`] ?? shadowScores[this.of.version];
    if (score === undefined) return;
    this.scored += 1;
    const { labelAgeDays, presumeGenuine } = this.asked;
    const { truth } = knownOf(record.ask.eventTimeMs, labels, { asOfMs: this.nowMs, labelAgeDays, presumeGenuine });
    if (record.assignment.version === this.of.version) this.addCost(record.verdict.outcome, truth, this.amountOf(record));
    if (truth === 'open') return;
    this.scores.push(score);
    this.labels.push(truth === 'fraud' ? 1 : 0);
  }

  finish(): QualityView {
    const scored = { scores: Float64Array.from(this.scores), labels: Uint8Array.from(this.labels) };
    const frauds = this.labels.reduce((sum, label) => sum + label, 0);
    const genuine = this.labels.length - frauds;
    const { missedAmount, reviews, falseBlocks } = this.cost;
    const total = missedAmount + reviews * this.asked.reviewCost + falseBlocks * this.asked.falseBlockCost;
    return {
      ...this.of,
      scored: this.scored,
      labelled: { fraud: frauds, genuine },
      auc: frauds > 0 && genuine > 0 ? areaUnderCurve(scored) : null,
      averagePrecision: frauds > 0 && genuine > 0 ? averagePrecision(scored) : null,
      recallAtBudget: frauds > 0 && genuine > 0 ? recallAt(scored, this.asked.alertShare) : null,
      alertShare: this.asked.alertShare,
      cost: { ...this.cost, total },
      truncated: this.isFull,
      notes: this.scored === 0 ? [nothingSince(this.of.since)] : notesOf(frauds, genuine),
    };
  }

  private addCost(outcome: Outcome, truth: 'fraud' | 'genuine' | 'open', amount: number): void {
    this.cost.decisions += 1;
    if (outcome === 'review') this.cost.reviews += 1;
    if (outcome === 'block' && truth === 'genuine') this.cost.falseBlocks += 1;
    if (outcome !== 'pass' || truth !== 'fraud') return;
    this.cost.missedFrauds += 1;
    this.cost.missedAmount += amount;
  }

  private amountOf({ ask, facts }: RecordedDecision['record']): number {
    const values = { ...ask.request, ...facts.features };
    const names = this.asked.amount === undefined ? ['amountEur', 'amount'] : [this.asked.amount];
    const value = names.map((fact) => values[fact]).find((found) => typeof found === 'number');
    return typeof value === 'number' ? value : 0;
  }
}

function nothingSince(since: string): string {
  return `It scored no decision of an event since ${since}: ask for more with days=N, up to 365.`;
}

function notesOf(frauds: number, genuine: number): readonly string[] {
  if (frauds === 0) return ['No decision of the period is known to be fraud: send labels with POST /v1/decisions/{id}/labels.'];
  if (genuine === 0)
    return ['No decision is known to be genuine: where only frauds are labelled, ask with presumeGenuine=true and labelAgeDays=30.'];
  return [];
}
