import { availableParallelism } from 'node:os';
import type { NetworkOptions } from '../../artifact/recipe-schema.js';
import type { Backend } from '../../runtime/load-backend.js';
import { weightCount, widthsOf } from '../network.js';
import type { TrainRequest } from '../trained-model.js';
import { PartGradient } from './part-gradient.js';
import { allocateStep, type BatchRange, type StepMemory } from './step-memory.js';
import { SecondThread } from './second-thread.js';
import { ThreadedGradients } from './threaded-gradients.js';

/** Gradients of batches, in parts that are computed one after the other or at the same time. */
export interface BatchGradients {
  /** Read and written by `compute`; between two calls it is the caller's. */
  readonly memory: StepMemory;
  /** Each part's gradient and losses, at the memory's weights. */
  readonly compute: (batch: BatchRange) => Promise<void>;
  /** Ends what was started. */
  readonly close: () => Promise<void>;
}

/** Multiplications of one pass over a batch from which on it is cut in two: below, the parts' overhead is as much as the arithmetic. */
const MIN_CUT_PRODUCTS = 1e6;
/** Multiplications of all passes from which on a thread, which takes half a second to start, is worth it. */
const MIN_THREAD_PRODUCTS = 1e10;

/**
 * How a training's gradients are computed. The number of parts follows from the request alone, never from the machine: so the same
 * request gives the same weights with one core and with many. Where no thread can be started, the parts are computed here.
 */
export async function openGradients(loading: Promise<Backend>, request: TrainRequest<NetworkOptions>): Promise<BatchGradients> {
  const { train, options } = request;
  const weights = weightCount(widthsOf(train.columns, options.hidden));
  const parts = (request.backend ?? 'wasm') === 'wasm' && options.batchSize * weights >= MIN_CUT_PRODUCTS ? 2 : 1;
  const isThreaded = parts === 2 && (request.threads ?? threadsFor(train.labels.length * options.epochs * weights)) === 2;
  const memory = allocateStep(train, { weights, parts, isShared: isThreaded });
  const starting = isThreaded ? SecondThread.start({ memory, options }).catch(() => undefined) : Promise.resolve(undefined);
  const [backend, thread] = await Promise.all([loading, starting]).catch(async (error: unknown) => {
    await (await starting)?.terminate();
    throw error;
  });
  const own = (part: number): PartGradient => new PartGradient(backend.tf, memory, { options, part });
  return thread === undefined
    ? new SerialGradients(
        memory,
        memory.gradients.map((_, part) => own(part)),
      )
    : new ThreadedGradients(memory, own(0), thread);
}

function threadsFor(products: number): number {
  return products >= MIN_THREAD_PRODUCTS && availableParallelism() > 1 ? 2 : 1;
}

/** All parts computed here, one after the other. */
class SerialGradients implements BatchGradients {
  readonly memory: StepMemory;
  readonly #parts: readonly PartGradient[];

  constructor(memory: StepMemory, parts: readonly PartGradient[]) {
    this.memory = memory;
    this.#parts = parts;
  }

  compute(batch: BatchRange): Promise<void> {
    for (const part of this.#parts) part.compute(batch);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
