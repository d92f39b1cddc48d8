import type { BacktestPart, BacktestReport } from '@gavel/engine';
import { startThread } from './start-thread.js';
import type { BacktestTerms, PolicyMessage, ThreadReply, ThreadRequest } from './thread-messages.js';

/** A batch that was judged. */
export type Judged = Extract<ThreadReply, { type: 'judged' }>;

interface Waiting {
  readonly resolve: (reply: ThreadReply) => void;
  readonly reject: (error: Error) => void;
}

/** One thread of a backtest, as the main thread sees it. It answers in the order it was asked; what it was asked when it fails, rejects. */
export class JudgingThread {
  readonly #worker: ReturnType<typeof startThread>;
  readonly #onUnloadable: (hash: string) => void;
  readonly #waiting: Waiting[] = [];
  readonly #known = new Set<string>();
  #failure: Error | undefined;

  /** `onUnloadable`: a policy that decided, by its hash, does not load here. */
  constructor(terms: BacktestTerms, onUnloadable: (hash: string) => void) {
    this.#onUnloadable = onUnloadable;
    this.#worker = startThread({ job: 'judge', terms });
    this.#worker.on('message', (reply: ThreadReply) => this.#take(reply));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('A thread of the backtest ended before its time.')));
  }

  /** A policy that may have made the decisions to come; the same one twice is sent once. */
  addPolicy(policy: PolicyMessage): void {
    if (this.#known.has(policy.hash)) return;
    this.#known.add(policy.hash);
    this.#worker.postMessage(policy, []);
  }

  async judge(lines: string, place: number): Promise<Judged> {
    const reply = await this.#ask({ type: 'judge', lines, place });
    if (reply.type !== 'judged') throw new Error(`a thread answered ${reply.type} to a batch`);
    return reply;
  }

  /** What all batches came to. */
  async part(): Promise<BacktestPart> {
    const reply = await this.#ask({ type: 'part' });
    if (reply.type !== 'part') throw new Error(`a thread answered ${reply.type} when its part was asked for`);
    return reply.part;
  }

  /** The report of this thread's batches and of the parts of others. */
  async report(parts: readonly BacktestPart[]): Promise<BacktestReport> {
    const reply = await this.#ask({ type: 'report', parts });
    if (reply.type !== 'report') throw new Error(`a thread answered ${reply.type} when the report was asked for`);
    return reply.report;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask(request: ThreadRequest): Promise<ThreadReply> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(request, []);
    });
  }

  #take(reply: ThreadReply): void {
    if (reply.type === 'unloadable') this.#onUnloadable(reply.hash);
    else this.#waiting.shift()?.resolve(reply);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}
