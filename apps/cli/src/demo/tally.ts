import { faultLine, OUTCOMES, type Fault, type Label, type Outcome } from '@gavel/engine';
import type { Answer } from './answer.js';
import { EvenSample } from './even-sample.js';
import type { Sent } from './send-transaction.js';
import type { Transaction } from './transaction.js';

export type OutcomeCounts = Record<Outcome, number>;

/** Something that went wrong: how often, and the first time in words. */
export interface Trouble {
  readonly kind: string;
  readonly count: number;
  readonly first: string;
}

/** What one version answered. */
export interface VersionCounts {
  readonly role: string;
  readonly version: string;
  readonly outcomes: OutcomeCounts;
  scoreSum: number;
}

/** Rows named one by one; further ones are only counted. */
const MAX_NAMED_ROWS = 20;

export function noOutcomes(): OutcomeCounts {
  return { pass: 0, review: 0, block: 0 };
}

/** Counts what came back while a run goes on. */
export class Tally {
  readonly outcomes = noOutcomes();
  readonly reasons = new Map<string, { count: number; readonly text: string }>();
  readonly versions = new Map<string, VersionCounts>();
  readonly labelled = new Map<Label['label'], OutcomeCounts>();
  readonly degraded = new Map<string, number>();
  readonly latenciesMs: number[] = [];
  readonly decisionIds: EvenSample<string>;
  readonly rowFaults: string[] = [];
  answered = 0;
  failed = 0;
  replayed = 0;
  retries = 0;
  faultyRows = 0;
  /** Failures without an answer in a row, to know when the service is gone. */
  unreachedInARow = 0;
  private readonly troubleByKind = new Map<string, Trouble>();

  constructor(compareAtMost: number) {
    this.decisionIds = new EvenSample(compareAtMost);
  }

  /** Items that are over: answered, failed or not sendable. */
  get done(): number {
    return this.answered + this.failed + this.faultyRows;
  }

  get troubles(): readonly Trouble[] {
    return [...this.troubleByKind.values()].toSorted((a, b) => b.count - a.count);
  }

  /** A row that cannot be made into a request. */
  addFaulty(faults: readonly Fault[]): void {
    this.faultyRows += 1;
    if (this.rowFaults.length < MAX_NAMED_ROWS) this.rowFaults.push(faults.map(faultLine).join('\n    '));
  }

  addSent(transaction: Transaction, sent: Sent): void {
    this.retries += sent.retries;
    if (!sent.ok) {
      this.failed += 1;
      this.unreachedInARow = sent.kind.startsWith('connection-') ? this.unreachedInARow + 1 : 0;
      this.addTrouble(sent.kind, `${transaction.id}: ${sent.text}`);
      return;
    }
    this.unreachedInARow = 0;
    this.latenciesMs.push(sent.latencyMs);
    this.addAnswer(sent.answer, transaction.label?.label);
  }

  addTrouble(kind: string, text: string): void {
    const known = this.troubleByKind.get(kind);
    this.troubleByKind.set(kind, { kind, count: (known?.count ?? 0) + 1, first: known?.first ?? text });
  }

  private addAnswer(answer: Answer, label: Label['label'] | undefined): void {
    this.answered += 1;
    this.outcomes[answer.outcome] += 1;
    if (answer.replayed) this.replayed += 1;
    this.decisionIds.show(answer.decisionId);
    this.addVersion(answer);
    for (const cause of answer.degraded) this.degraded.set(cause, (this.degraded.get(cause) ?? 0) + 1);
    // Two rules may give the same code; a decision counts once for it.
    for (const [code, text] of new Map(answer.reasons.map((reason) => [reason.code, reason.text]))) {
      this.reasons.set(code, { count: (this.reasons.get(code)?.count ?? 0) + 1, text });
    }
    if (label === undefined) return;
    const counts = this.labelled.get(label) ?? noOutcomes();
    counts[answer.outcome] += 1;
    this.labelled.set(label, counts);
  }

  private addVersion({ model, outcome, score }: Answer): void {
    if (model === null || model === undefined || typeof score !== 'number') return;
    const key = `${model.role} ${model.version}`;
    const counts = this.versions.get(key) ?? { role: model.role, version: model.version, outcomes: noOutcomes(), scoreSum: 0 };
    counts.outcomes[outcome] += 1;
    counts.scoreSum += score;
    this.versions.set(key, counts);
  }
}

/** How many there are of all outcomes together. */
export function totalOf(counts: OutcomeCounts): number {
  return OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
}
