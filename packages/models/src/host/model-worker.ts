import type { Worker } from 'node:worker_threads';
import type { BackendName } from '../runtime/load-backend.js';
import { startWorker } from '../runtime/start-worker.js';
import type {
  EndMessage,
  LoadMessage,
  PredictMessage,
  UnloadMessage,
  WorkerReply,
  WorkerRequest,
  WorkerStart,
} from '../runtime/worker-messages.js';

/** The thread is gone, and with it everything that it held. */
export class WorkerDownError extends Error {
  override readonly name = 'WorkerDownError';

  /** `wasRunning`: the worker went down while it was at this very work; else the work had not begun. */
  constructor(
    message: string,
    readonly wasRunning: boolean,
  ) {
    super(message);
  }
}

/** Longest that one answer may take, after which the thread is taken for hung and ended. */
export interface WorkerTimeouts {
  readonly loadMs: number;
  readonly predictMs: number;
}

export interface WorkerEvents {
  readonly onUp: (up: Extract<WorkerReply, { type: 'up' }>) => void;
  /** Once, after every request still open has been rejected. */
  readonly onDown: (reason: string) => void;
}

/** A thread that does not end by itself is ended. */
const MAX_ENDING_MS = 2000;

interface Open {
  readonly resolve: (reply: Extract<WorkerReply, { type: 'done' }>) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** One life of the thread that models run in: requests out, replies in. */
export class ModelWorker {
  readonly #worker: Worker;
  readonly #timeouts: WorkerTimeouts;
  readonly #open = new Map<number, Open>();
  #lastId = 0;
  #downReason: string | undefined;
  #backend: BackendName | undefined;
  /** Tensors that lived in the thread after its last answer. */
  tensors = 0;

  constructor(start: WorkerStart, timeouts: WorkerTimeouts, events: WorkerEvents) {
    this.#timeouts = timeouts;
    this.#worker = startWorker(start);
    this.#worker.on('message', (reply: WorkerReply) => this.#receive(reply, events));
    this.#worker.on('error', (error) => (this.#downReason ??= error.message));
    this.#worker.on('messageerror', (error) => void this.stop(error.message));
    this.#worker.on('exit', (code) => this.#end(this.#downReason ?? `the model worker ended with code ${code}`, events));
  }

  async load(message: Omit<LoadMessage, 'id' | 'type'>): Promise<void> {
    await this.#ask({ ...message, type: 'load', id: this.#nextId() }, this.#timeouts.loadMs);
  }

  async unload(message: Omit<UnloadMessage, 'id' | 'type'>): Promise<void> {
    await this.#ask({ ...message, type: 'unload', id: this.#nextId() }, this.#timeouts.loadMs);
  }

  /** The network's probabilities of `count` rows. Takes the rows' buffer away. */
  async predict(message: Omit<PredictMessage, 'id' | 'type'>): Promise<Float32Array> {
    const reply = await this.#ask({ ...message, type: 'predict', id: this.#nextId() }, this.#timeouts.predictMs, [message.rows.buffer]);
    if (reply.probabilities === undefined) throw new Error('the model worker answered without probabilities');
    return reply.probabilities;
  }

  /** Ends the thread; open requests are rejected with `reason`. */
  async stop(reason: string): Promise<void> {
    this.#downReason ??= reason;
    if (this.#backend === 'webgpu') await this.#askToEnd();
    await this.#worker.terminate();
  }

  #askToEnd(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, MAX_ENDING_MS);
      this.#worker.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      const end: EndMessage = { type: 'end' };
      this.#worker.postMessage(end, []);
    });
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  #ask(
    request: Exclude<WorkerRequest, EndMessage>,
    timeoutMs: number,
    transfer: ArrayBuffer[] = [],
  ): Promise<Extract<WorkerReply, { type: 'done' }>> {
    if (this.#downReason !== undefined) return Promise.reject(new WorkerDownError(this.#downReason, false));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => void this.stop(`the model worker did not answer within ${timeoutMs} ms`), timeoutMs);
      this.#open.set(request.id, { resolve, reject, timer });
      this.#worker.postMessage(request, transfer);
    });
  }

  #receive(reply: WorkerReply, events: WorkerEvents): void {
    if (reply.type === 'up') {
      this.#backend = reply.backend;
      events.onUp(reply);
      return;
    }
    const open = this.#open.get(reply.id);
    if (open === undefined) return;
    this.#open.delete(reply.id);
    clearTimeout(open.timer);
    if (reply.type === 'failed') {
      open.reject(new Error(reply.reason));
      return;
    }
    this.tensors = reply.tensors;
    open.resolve(reply);
  }

  #end(reason: string, events: WorkerEvents): void {
    this.#downReason = reason;
    for (const { reject, timer } of this.#open.values()) {
      clearTimeout(timer);
      reject(new WorkerDownError(reason, true));
    }
    this.#open.clear();
    events.onDown(reason);
  }
}
