import type { BackendName } from '../runtime/load-backend.js';
import type { WorkerStart } from '../runtime/worker-messages.js';
import { ModelWorker, type WorkerTimeouts } from './model-worker.js';

const TIMEOUTS: WorkerTimeouts = { loadMs: 120_000, predictMs: 10_000 };
const MIN_BACK_OFF_MS = 100;
const MAX_BACK_OFF_MS = 30_000;
/** A worker that lived this long was sound: the next restart is quick again. */
const SOUND_AFTER_MS = 60_000;

export interface UpInfo {
  readonly backend: BackendName;
  readonly gpu: boolean;
  /** Why faster backends were passed over. */
  readonly passedOver: readonly string[];
}

export interface DownInfo {
  readonly reason: string;
  /** False: it never came up. */
  readonly wasUp: boolean;
  readonly restartInMs: number;
}

export interface SupervisorEvents {
  readonly onUp: (worker: ModelWorker, info: UpInfo) => void;
  readonly onDown: (info: DownInfo) => void;
}

/** Keeps one model worker running: what ends is started again, after 0.1 s, 0.2 s, 0.4 s … up to 30 s. */
export class WorkerSupervisor {
  readonly #start: WorkerStart;
  readonly #events: SupervisorEvents;
  #worker: ModelWorker | undefined;
  #timer: NodeJS.Timeout | undefined;
  #backOffMs = MIN_BACK_OFF_MS;
  #isClosed = false;
  /** Times the worker was started again. */
  restarts = 0;

  constructor(start: WorkerStart, events: SupervisorEvents) {
    this.#start = start;
    this.#events = events;
    this.#spawn();
  }

  /** Tensors that live in the worker, as of its last answer. */
  get tensors(): number {
    return this.#worker?.tensors ?? 0;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#worker?.stop('the models are being closed');
  }

  #spawn(): void {
    const startedAtMs = performance.now();
    let wasUp = false;
    const worker = new ModelWorker(this.#start, TIMEOUTS, {
      onUp: (up) => {
        wasUp = true;
        this.#events.onUp(worker, up);
      },
      onDown: (reason) => this.#restart(reason, wasUp, performance.now() - startedAtMs),
    });
    this.#worker = worker;
  }

  #restart(reason: string, wasUp: boolean, livedMs: number): void {
    if (livedMs >= SOUND_AFTER_MS) this.#backOffMs = MIN_BACK_OFF_MS;
    const restartInMs = this.#backOffMs;
    this.#backOffMs = Math.min(MAX_BACK_OFF_MS, restartInMs * 2);
    this.#events.onDown({ reason, wasUp, restartInMs });
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.restarts += 1;
      this.#spawn();
    }, restartInMs);
  }
}
