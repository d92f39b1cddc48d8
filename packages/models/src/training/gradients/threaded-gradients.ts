import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { NetworkOptions } from '../../artifact/recipe-schema.js';
import { threadEntry } from '../../runtime/thread-entry.js';
import type { BatchGradients } from './batch-gradients.js';
import type { PartGradient } from './part-gradient.js';
import { END, SIGNAL, type BatchRange, type StepMemory } from './step-memory.js';

/** JavaScript heap of the thread, in MB: tables and weights stand outside it. */
const MAX_HEAP_MB = 512;
const START_TIMEOUT_MS = 60_000;
/** How long the event loop stands still at most while the other part is waited for. */
const WAIT_MS = 200;

/** What the thread is given. */
export interface GradientThreadStart {
  /** Shared. */
  readonly memory: StepMemory;
  readonly options: NetworkOptions;
}

/** Starts a second thread over shared memory; rejects where none can be started. */
export async function startGradientThread(workerData: GradientThreadStart): Promise<Worker> {
  const entry = threadEntry(new URL('./gradient-thread.js', import.meta.url));
  const limits = { maxOldGenerationSizeMb: MAX_HEAP_MB };
  const worker = new Worker(entry, { name: 'gavel-training', workerData, execArgv: [], resourceLimits: limits });
  try {
    await once(worker, 'message', { signal: AbortSignal.timeout(START_TIMEOUT_MS) });
    return worker;
  } catch (error) {
    await worker.terminate();
    throw error;
  }
}

/** The first part computed here, the second at the same time by a thread. */
export class ThreadedGradients implements BatchGradients {
  readonly memory: StepMemory;
  readonly #first: PartGradient;
  readonly #ended: Promise<void>;
  #failure: string | undefined;
  #steps = 0;

  /** `worker`: as `startGradientThread` gives it, over the same memory as `first`. */
  constructor(memory: StepMemory, first: PartGradient, worker: Worker) {
    this.memory = memory;
    this.#first = first;
    worker.on('error', (error) => (this.#failure = error instanceof Error ? error.message : String(error)));
    this.#ended = new Promise((resolve) => {
      worker.once('exit', (code) => {
        this.#failure ??= `it exited with code ${code}`;
        resolve();
      });
    });
  }

  async compute({ from, count }: BatchRange): Promise<void> {
    const { signals } = this.memory;
    this.#steps += 1;
    signals[SIGNAL.from] = from;
    signals[SIGNAL.count] = count;
    Atomics.store(signals, SIGNAL.begun, this.#steps);
    Atomics.notify(signals, SIGNAL.begun);
    this.#first.compute({ from, count });
    while (Atomics.load(signals, SIGNAL.done) !== this.#steps) {
      const waited = Atomics.wait(signals, SIGNAL.done, this.#steps - 1, WAIT_MS);
      if (waited === 'timed-out') await this.#look();
    }
  }

  async close(): Promise<void> {
    Atomics.store(this.memory.signals, SIGNAL.begun, END);
    Atomics.notify(this.memory.signals, SIGNAL.begun);
    await this.#ended;
  }

  /** Lets the event loop turn, on which the end of a thread is told. */
  async #look(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#failure !== undefined)
      throw new Error(`the training's second thread ended in step ${this.#steps}: ${this.#failure}; train again, or with one thread`);
  }
}
