import { LogRefusedError, LogUnavailableError } from './store-errors.js';

/** What became of one item of a batch. */
export type Written<R> = { readonly ok: true; readonly value: R } | { readonly ok: false; readonly error: Error };

export interface GroupCommitOptions<T, R> {
  /** Writes a batch with one commit and says what became of each item, in order; never rejects. */
  readonly write: (items: readonly T[], timeoutMs: number) => Promise<readonly Written<R>[]>;
  readonly maxBatchItems: number;
  readonly maxBatchBytes: number;
  readonly maxQueueItems: number;
  readonly maxQueueBytes: number;
  /** Batches on their way at the same time. */
  readonly writers: number;
  /** From `add` to its answer. */
  readonly timeoutMs: number;
}

/** Counts since the start; `queue` is what waits now. */
export interface GroupCommitStats {
  readonly written: number;
  readonly failed: number;
  readonly rejected: number;
  readonly batches: number;
  readonly largestBatch: number;
  readonly queue: number;
}

interface Entry<T, R> {
  readonly item: T;
  readonly bytes: number;
  readonly deadlineMs: number;
  readonly resolve: (value: R) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Lets concurrent writes share one statement and one commit. Nothing is delayed to gather company: whatever came in during
 * one turn of the event loop, or while the writers were busy, is the next batch.
 */
export class GroupCommit<T, R> {
  readonly #options: GroupCommitOptions<T, R>;
  /** In order of arrival, which is also the order of deadlines. */
  readonly #waiting = new Set<Entry<T, R>>();
  readonly #unanswered = new Set<Entry<T, R>>();
  #queueBytes = 0;
  #busyWriters = 0;
  #isScheduled = false;
  #sweeper: NodeJS.Timeout | undefined;
  #onIdle: (() => void) | undefined;
  #isClosed = false;
  #counts = { written: 0, failed: 0, rejected: 0, batches: 0, largestBatch: 0 };

  constructor(options: GroupCommitOptions<T, R>) {
    this.#options = options;
  }

  /** Resolves after the commit. Rejects with the item's own error, or with LogUnavailableError when full, late or closed. */
  add(item: T, bytes: number): Promise<R> {
    const { maxQueueItems, maxQueueBytes, maxBatchBytes, timeoutMs } = this.#options;
    if (this.#isClosed) return this.#refuse(new LogUnavailableError('closed', 'the decision log is closed'));
    if (bytes > maxBatchBytes) return this.#refuse(new LogRefusedError(`a record of ${bytes} bytes is larger than ${maxBatchBytes}`));
    if (this.#waiting.size >= maxQueueItems || this.#queueBytes + bytes > maxQueueBytes) {
      return this.#refuse(new LogUnavailableError('overloaded', `${this.#waiting.size} records wait for the database already`));
    }
    return new Promise<R>((resolve, reject) => {
      const entry = { item, bytes, deadlineMs: performance.now() + timeoutMs, resolve, reject };
      this.#waiting.add(entry);
      this.#unanswered.add(entry);
      this.#queueBytes += bytes;
      this.#schedule();
      this.#watchDeadlines();
    });
  }

  stats(): GroupCommitStats {
    return { ...this.#counts, queue: this.#waiting.size };
  }

  /** Takes nothing more and resolves when everything taken is answered. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#unanswered.size > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve));
  }

  #refuse(error: Error): Promise<never> {
    this.#counts.rejected += 1;
    return Promise.reject(error);
  }

  #schedule(): void {
    if (this.#isScheduled || this.#waiting.size === 0 || this.#busyWriters >= this.#options.writers) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      const batch = this.#takeBatch();
      if (batch.length > 0) void this.#write(batch);
      this.#schedule();
    });
  }

  #takeBatch(): Entry<T, R>[] {
    const batch: Entry<T, R>[] = [];
    let bytes = 0;
    for (const entry of this.#waiting) {
      if (batch.length >= this.#options.maxBatchItems || bytes + entry.bytes > this.#options.maxBatchBytes) break;
      bytes += entry.bytes;
      batch.push(entry);
      this.#waiting.delete(entry);
    }
    this.#queueBytes -= bytes;
    return batch;
  }

  async #write(batch: readonly Entry<T, R>[]): Promise<void> {
    this.#busyWriters += 1;
    this.#counts.batches += 1;
    this.#counts.largestBatch = Math.max(this.#counts.largestBatch, batch.length);
    const timeoutMs = Math.max(1, (batch[0]?.deadlineMs ?? 0) - performance.now());
    const items = batch.map(({ item }) => item);
    const outcomes = await this.#options.write(items, timeoutMs).catch((error: unknown) => items.map(() => failure<R>(error)));
    this.#busyWriters -= 1;
    for (const [index, entry] of batch.entries()) this.#answer(entry, outcomes[index] ?? failure(new Error('a batch left an item out')));
    this.#schedule();
  }

  #answer(entry: Entry<T, R>, outcome: Written<R>): void {
    if (!this.#unanswered.delete(entry)) return;
    if (outcome.ok) {
      this.#counts.written += 1;
      entry.resolve(outcome.value);
    } else {
      this.#counts.failed += 1;
      entry.reject(outcome.error);
    }
    if (this.#unanswered.size === 0) this.#onIdle?.();
  }

  #watchDeadlines(): void {
    const [oldest] = this.#unanswered;
    if (this.#sweeper !== undefined || oldest === undefined) return;
    const inMs = Math.max(1, oldest.deadlineMs - performance.now());
    this.#sweeper = setTimeout(() => {
      // An answer that reached this process in time is served first, even when the event loop was late.
      setImmediate(() => this.#sweep());
    }, inMs);
  }

  #sweep(): void {
    this.#sweeper = undefined;
    const nowMs = performance.now();
    for (const entry of this.#unanswered) {
      if (entry.deadlineMs > nowMs) break;
      if (this.#waiting.delete(entry)) this.#queueBytes -= entry.bytes;
      this.#answer(entry, failure(new LogUnavailableError('timeout', `not written within ${this.#options.timeoutMs} ms`)));
    }
    this.#watchDeadlines();
  }
}

function failure<R>(error: unknown): Written<R> {
  return { ok: false, error: error instanceof Error ? error : new Error(String(error)) };
}
