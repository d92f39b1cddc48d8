import { startWorker } from '../runtime/start-worker.js';
/** The thread is gone, and with it everything that it held. */
export class WorkerDownError extends Error {
    /** `wasRunning`: the worker went down while it was at this very work; else the work had not begun. */
    constructor(message, wasRunning) {
        super(message);
        this.wasRunning = wasRunning;
        this.name = 'WorkerDownError';
    }
}
/** A thread that does not end by itself is ended. */
const MAX_ENDING_MS = 2000;
/** One life of the thread that models run in: requests out, replies in. */
export class ModelWorker {
    #worker;
    #timeouts;
    #open;
    #lastId;
    #downReason;
    #backend;
    constructor(start, timeouts, events) {
        this.#open = new Map();
        this.#lastId = 0;
        /** Tensors that lived in the thread after its last answer. */
        this.tensors = 0;
        this.#timeouts = timeouts;
        this.#worker = startWorker(start);
        this.#worker.on('message', (reply) => this.#receive(reply, events));
        this.#worker.on('error', (error) => (this.#downReason ??= error.message));
        this.#worker.on('messageerror', (error) => void this.stop(error.message));
        this.#worker.on('exit', (code) => this.#end(this.#downReason ?? `the model worker ended with code ${code}`, events));
    }
    async load(message) {
        await this.#ask({ ...message, type: 'load', id: this.#nextId() }, this.#timeouts.loadMs);
    }
    async unload(message) {
        await this.#ask({ ...message, type: 'unload', id: this.#nextId() }, this.#timeouts.loadMs);
    }
    /** The network's probabilities of `count` rows. Takes the rows' buffer away. */
    async predict(message) {
        const reply = await this.#ask({ ...message, type: 'predict', id: this.#nextId() }, this.#timeouts.predictMs, [message.rows.buffer]);
        if (reply.probabilities === undefined)
            throw new Error('the model worker answered without probabilities');
        return reply.probabilities;
    }
    /** Ends the thread; open requests are rejected with `reason`. */
    async stop(reason) {
        this.#downReason ??= reason;
        if (this.#backend === 'webgpu')
            await this.#askToEnd();
        await this.#worker.terminate();
    }
    #askToEnd() {
        return new Promise((resolve) => {
            const timer = setTimeout(resolve, MAX_ENDING_MS);
            this.#worker.once('exit', () => {
                clearTimeout(timer);
                resolve();
            });
            const end = { type: 'end' };
            this.#worker.postMessage(end, []);
        });
    }
    #nextId() {
        this.#lastId += 1;
        return this.#lastId;
    }
    #ask(request, timeoutMs, transfer = []) {
        if (this.#downReason !== undefined)
            return Promise.reject(new WorkerDownError(this.#downReason, false));
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => void this.stop(`the model worker did not answer within ${timeoutMs} ms`), timeoutMs);
            this.#open.set(request.id, { resolve, reject, timer });
            this.#worker.postMessage(request, transfer);
        });
    }
    #receive(reply, events) {
        if (reply.type === 'up') {
            this.#backend = reply.backend;
            events.onUp(reply);
            return;
        }
        const open = this.#open.get(reply.id);
        if (open === undefined)
            return;
        this.#open.delete(reply.id);
        clearTimeout(open.timer);
        if (reply.type === 'failed') {
            open.reject(new Error(reply.reason));
            return;
        }
        this.tensors = reply.tensors;
        open.resolve(reply);
    }
    #end(reason, events) {
        this.#downReason = reason;
        for (const { reject, timer } of this.#open.values()) {
            clearTimeout(timer);
            reject(new WorkerDownError(reason, true));
        }
        this.#open.clear();
        events.onDown(reason);
    }
}
//# sourceMappingURL=model-worker.js.map