import type { DecisionRecord } from '@gavel/engine';
import { deadlineAfter } from '../app/deadline.js';
import { Problem } from '../http/problem.js';
import type { DecisionExplainer, Explanation } from './decision-explainer.js';

export interface ExplanationLimits {
  /** Decisions that may wait; more are not explained unless somebody asks. */
  readonly maxWaiting: number;
  /** Explanations kept in memory, the latest ones. */
  readonly maxKept: number;
  /** Explanations that may be computed on request at once. */
  readonly maxAsked: number;
  readonly timeoutMs: number;
}

/** What became of a decision that was to be explained. */
export type ExplanationEnd = 'explained' | 'dropped' | 'failed';

const DEFAULT_LIMITS: ExplanationLimits = { maxWaiting: 1000, maxKept: 5000, maxAsked: 8, timeoutMs: 2000 };

/** Explains reviewed and blocked decisions after they were answered, one at a time, and any other when asked. No answer ever waits for it. */
export class ExplanationQueue {
  private readonly limits: ExplanationLimits;
  private readonly waiting: DecisionRecord[] = [];
  private readonly kept = new Map<string, Explanation>();
  private readonly counts: Record<ExplanationEnd, number> = { explained: 0, dropped: 0, failed: 0 };
  private running: Promise<void> | undefined;
  private asked = 0;

  constructor(
    private readonly explainer: Pick<DecisionExplainer, 'explain'>,
    limits: Partial<ExplanationLimits> = {},
  ) {
    this.limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /** Takes a decision that was answered. Never throws, and does nothing in this turn of the event loop; a pass is not explained. */
  offer(record: DecisionRecord): void {
    if (record.verdict.outcome === 'pass' || record.verdict.score === undefined) return;
    if (this.waiting.length >= this.limits.maxWaiting) {
      this.counts.dropped += 1;
      return;
    }
    this.waiting.push(record);
    this.running ??= new Promise<void>((done) => setImmediate(done)).then(() => this.work()).finally(() => (this.running = undefined));
  }

  /** What was explained already. */
  find(decisionId: string): Explanation | undefined {
    return this.kept.get(decisionId);
  }

  /** Explains now, unless too many ask at once. Rejects with a problem. */
  async explain(record: DecisionRecord): Promise<Explanation> {
    if (this.asked >= this.limits.maxAsked)
      throw new Problem('overloaded', `${this.limits.maxAsked} explanations are being computed already.`, { retryAfterS: 1 });
    this.asked += 1;
    try {
      return await this.compute(record);
    } finally {
      this.asked -= 1;
    }
  }

  stats(): Readonly<Record<ExplanationEnd, number>> & { readonly waiting: number; readonly kept: number } {
    return { ...this.counts, waiting: this.waiting.length, kept: this.kept.size };
  }

  /** Drops what waits, and resolves when what is at work has ended: explanations can be computed again. */
  async close(): Promise<void> {
    this.counts.dropped += this.waiting.splice(0).length;
    await this.running;
  }

  private async work(): Promise<void> {
    for (let record = this.waiting.shift(); record !== undefined; record = this.waiting.shift()) {
      await this.compute(record).then(
        () => (this.counts.explained += 1),
        () => (this.counts.failed += 1),
      );
    }
  }

  private async compute(record: DecisionRecord): Promise<Explanation> {
    const { deadline, clear } = deadlineAfter(this.limits.timeoutMs);
    const explanation = await this.explainer.explain(record, deadline).finally(clear);
    this.kept.set(record.ask.decisionId, explanation);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= this.limits.maxKept) break;
      this.kept.delete(oldest);
    }
    return explanation;
  }
}
