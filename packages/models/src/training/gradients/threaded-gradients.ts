import type { BatchGradients } from './batch-gradients.js';
import type { PartGradient } from './part-gradient.js';
import type { SecondThread } from './second-thread.js';
import { changed, SIGNAL, type BatchRange, type StepMemory } from './step-memory.js';

/** How long the event loop stands still at most while the other part is waited for. */
const WAIT_MS = 200;

/** The first part computed here, the second at the same time by a thread. */
export class ThreadedGradients implements BatchGradients {
  readonly memory: StepMemory;
  readonly #first: PartGradient;
  readonly #thread: SecondThread;
  #steps = 0;

  /** `thread` and `first` over the same memory. */
  constructor(memory: StepMemory, first: PartGradient, thread: SecondThread) {
    this.memory = memory;
    this.#first = first;
    this.#thread = thread;
  }

  /** Rejects when the thread has ended. */
  async compute({ from, count }: BatchRange): Promise<void> {
    const { signals } = this.memory;
    this.#steps += 1;
    signals[SIGNAL.from] = from;
    signals[SIGNAL.count] = count;
    Atomics.store(signals, SIGNAL.begun, this.#steps);
    Atomics.notify(signals, SIGNAL.begun);
    this.#first.compute({ from, count });
    while (!changed(signals, { place: SIGNAL.done, held: this.#steps - 1 }, WAIT_MS)) await this.#look();
  }

  close(): Promise<void> {
    return this.#thread.end();
  }

  /** Lets the event loop turn, on which the end of a thread is told. */
  async #look(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const { failure } = this.#thread;
    if (failure !== undefined)
      throw new Error(`the training's second thread ended in step ${this.#steps}: ${failure}; train again, or with one thread`);
  }
}
