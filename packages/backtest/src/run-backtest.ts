import type { BacktestReport, FlowTexts } from '@gavel/engine';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DecisionSource } from './decision-source.js';
import { JudgingThread, type Judged } from './thread/judging-thread.js';
import type { BacktestTerms, PolicyMessage } from './thread/thread-messages.js';

/** More gain nothing: reading the log does not keep up. */
const MAX_THREADS = 8;

/** How a backtest is run. */
export interface RunOptions {
  /** Threads that judge; absent: as many as there are cores, and 8 at most. */
  readonly threads?: number;
  /** Share of its time, in (0, 1], that a thread works; it rests after each batch. 1 when absent. */
  readonly workShare?: number;
  /** Decisions judged so far; called after each batch. */
  readonly onProgress?: (done: number) => void;
  /** Ends the backtest: it rejects with the reason of the signal. */
  readonly signal?: AbortSignal;
}

/** What a backtest found, and what its reader should know of how. */
export interface FinishedBacktest {
  readonly report: BacktestReport;
  readonly notes: readonly string[];
}

/**
 * Runs a backtest in threads: each takes batches of the source in turn and adds them up, and at the end the sums are added. The report
 * is the same however many threads there are. Memory does not grow with the decisions. Rejects when the source or a thread fails.
 */
export async function runBacktest(source: DecisionSource, terms: BacktestTerms, options: RunOptions = {}): Promise<FinishedBacktest> {
  const run = new BacktestRun(source, terms, options);
  try {
    return await run.finished();
  } finally {
    await run.stop();
  }
}

/** A batch, where its first decision stands among all, and the policies that made it. */
interface Portion {
  readonly lines: string;
  readonly place: number;
  readonly policies: readonly PolicyMessage[];
}

class BacktestRun {
  readonly #source: DecisionSource;
  readonly #options: RunOptions;
  readonly #threads: readonly JudgingThread[];
  readonly #unjudgeable = new Set<string>();
  #done = 0;

  constructor(source: DecisionSource, terms: BacktestTerms, options: RunOptions) {
    this.#source = source;
    this.#options = options;
    const threads = options.threads ?? Math.min(MAX_THREADS, availableParallelism());
    this.#threads = Array.from({ length: threads }, () => new JudgingThread(terms, (hash) => this.#unjudgeable.add(hash)));
  }

  async finished(): Promise<FinishedBacktest> {
    const portions = this.#portions();
    try {
      const report = await Promise.race([this.#report(portions), this.#aborted()]);
      return { report, notes: [...[...this.#unjudgeable].map(unjudgeableNote), ...scorelessNotes(report)] };
    } finally {
      // Not awaited: the source may be waiting for a database that does not answer.
      portions.return(undefined).catch(() => undefined);
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.stop()));
  }

  /** The first thread adds up what the others came to: to make a report of many rules takes too long for the main thread of a service. */
  async #report(portions: AsyncGenerator<Portion, undefined>): Promise<BacktestReport> {
    await Promise.all(this.#threads.map((thread) => this.#judgeIn(thread, portions)));
    const [first, ...others] = this.#threads;
    if (first === undefined) throw new Error('a backtest needs a thread');
    return first.report(await Promise.all(others.map((thread) => thread.part())));
  }

  /** Hands over a batch while the thread still judges the one before, so that it is never idle; one that shall rest gets one at a time. */
  async #judgeIn(thread: JudgingThread, portions: AsyncGenerator<Portion, undefined>): Promise<void> {
    const { workShare = 1 } = this.#options;
    let before: Promise<Judged> | undefined;
    for await (const { lines, place, policies } of shared(portions)) {
      for (const policy of policies) thread.addPolicy(policy);
      const judging = thread.judge(lines, place).then((judged) => this.#count(judged));
      judging.catch(() => undefined);
      if (workShare < 1) {
        const { workMs } = await judging;
        await sleep(workMs * (1 / workShare - 1));
      } else await before;
      before = judging;
    }
    await before;
  }

  #count(judged: Judged): Judged {
    this.#done += judged.decisions;
    this.#options.onProgress?.(this.#done);
    return judged;
  }

  async *#portions(): AsyncGenerator<Portion, undefined> {
    const found = new Map<string, FlowTexts | undefined>();
    let place = 0;
    for await (const { lines, decisions, policies } of this.#source.batches) {
      for (const hash of policies) {
        if (found.has(hash)) continue;
        found.set(hash, await this.#source.findPolicy(hash));
        if (found.get(hash) === undefined) this.#unjudgeable.add(hash);
      }
      yield { lines, place, policies: policies.flatMap((hash) => policyMessage(hash, found.get(hash))) };
      place += decisions;
    }
    return undefined;
  }

  #aborted(): Promise<never> {
    const { signal } = this.#options;
    return new Promise((_, reject) => {
      signal?.throwIfAborted();
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }
}

/** Several threads take from one generator, in turn; that one of them is done does not end it for the others. */
function shared(portions: AsyncGenerator<Portion, undefined>): AsyncIterable<Portion> {
  return { [Symbol.asyncIterator]: () => ({ next: () => portions.next() }) };
}

function policyMessage(hash: string, files: FlowTexts | undefined): readonly PolicyMessage[] {
  return files === undefined ? [] : [{ type: 'policy', hash, files }];
}

function scorelessNotes({ decisions, candidate }: BacktestReport): readonly string[] {
  if (decisions.compared > 0 || decisions.withoutCandidateScore === 0) return [];
  const model = candidate.model ?? 'the candidate’s model';
  return [`No decision has a score of ${model}: it never decided nor ran in the shadow, or there is no such version.`];
}

function unjudgeableNote(hash: string): string {
  return `The policy ${hash.slice(0, 12)}… cannot be loaded any more: its decisions are compared, but not judged again.`;
}
