import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { NetworkOptions } from '../../artifact/recipe-schema.js';
import { threadEntry } from '../../runtime/thread-entry.js';
import { END, SIGNAL, type StepMemory } from './step-memory.js';

/** JavaScript heap of the thread, in MB: tables and weights stand outside it. */
const MAX_HEAP_MB = 512;
const START_TIMEOUT_MS = 60_000;

/** What the thread is given. */
export interface SecondThreadStart {
  /** Shared. */
  readonly memory: StepMemory;
  readonly options: NetworkOptions;
}

/** The thread that computes the second part of every batch: its start, its end, and why it ended. */
export class SecondThread {
  readonly #worker: Worker;
  readonly #signals: Int32Array;
  readonly #ended: Promise<void>;
  #failure: string | undefined;

  private constructor(workerData: SecondThreadStart) {
    const entry = threadEntry(new URL('./gradient-thread.js', import.meta.url));
    const limits = { maxOldGenerationSizeMb: MAX_HEAP_MB };
    this.#signals = workerData.memory.signals;
    this.#worker = new Worker(entry, { name: 'gavel-training', workerData, execArgv: [], resourceLimits: limits });
    this.#worker.on('error', (error) => (this.#failure = error instanceof Error ? error.message : String(error)));
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        this.#failure ??= `it exited with code ${code}`;
        resolve();
      });
    });
  }

  /** Rejects where no thread can be started, or where it does not come up within a minute. */
  static async start(start: SecondThreadStart): Promise<SecondThread> {
    const thread = new SecondThread(start);
    const isUp = once(thread.#worker, 'message', { signal: AbortSignal.timeout(START_TIMEOUT_MS) });
    try {
      await Promise.race([isUp, thread.#ended.then(() => Promise.reject(new Error(thread.#failure)))]);
      return thread;
    } catch (error) {
      await thread.terminate();
      throw error;
    }
  }

  /** Why it ended, as far as the event loop has heard of it. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Lets it end by itself, which it does after the step that it is in. */
  async end(): Promise<void> {
    Atomics.store(this.#signals, SIGNAL.begun, END);
    Atomics.notify(this.#signals, SIGNAL.begun);
    await this.#ended;
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }
}
