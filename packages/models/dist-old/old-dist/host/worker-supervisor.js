import { ModelWorker } from './model-worker.js';
const TIMEOUTS = { loadMs: 120_000, predictMs: 10_000 };
const MIN_BACK_OFF_MS = 100;
const MAX_BACK_OFF_MS = 30_000;
/** A worker that lived this long was sound: the next restart is quick again. */
const SOUND_AFTER_MS = 60_000;
/** Keeps one model worker running: what ends is started again, after 0.1 s, 0.2 s, 0.4 s … up to 30 s. */
export class WorkerSupervisor {
    #start;
    #events;
    #worker;
    #timer;
    #backOffMs;
    #isClosed;
    constructor(start, events) {
        this.#backOffMs = MIN_BACK_OFF_MS;
        this.#isClosed = false;
        /** Times the worker was started again. */
        this.restarts = 0;
        this.#start = start;
        this.#events = events;
        this.#spawn();
    }
    /** Tensors that live in the worker, as of its last answer. */
    get tensors() {
        return this.#worker?.tensors ?? 0;
    }
    async close() {
        this.#isClosed = true;
        clearTimeout(this.#timer);
        await this.#worker?.stop('the models are being closed');
    }
    #spawn() {
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
    #restart(reason, wasUp, livedMs) {
        if (livedMs >= SOUND_AFTER_MS)
            this.#backOffMs = MIN_BACK_OFF_MS;
        const restartInMs = this.#backOffMs;
        this.#backOffMs = Math.min(MAX_BACK_OFF_MS, restartInMs * 2);
        this.#events.onDown({ reason, wasUp, restartInMs });
        if (this.#isClosed)
            return;
        this.#timer = setTimeout(() => {
            this.restarts += 1;
            this.#spawn();
        }, restartInMs);
    }
}
//# sourceMappingURL=worker-supervisor.js.map