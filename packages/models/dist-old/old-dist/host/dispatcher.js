import { BatchQueue } from './batch-queue.js';
import { WorkerDownError } from './model-worker.js';
import { LateScoreError } from './scorer.js';
/** Every batch is filled up to one of these sizes, so that each size that traffic meets has been warmed. */
export const BATCH_SIZES = [1, 2, 4, 8, 16, 32, 64];
const MAX_BATCH_ROWS = 64;
const MAX_WAITING_ROWS = { live: 2048, shadow: 512 };
const MAX_WAITING_JOBS = 1024;
const MAX_IDLE_JOBS = 64;
/**
 * Hands work to the worker, one piece at a time: as soon as it is free, all that waits (up to a batch) goes. Nothing waits
 * while the worker is idle. Jobs (loading, warming) take turns with batches, so a new version neither stops traffic nor starves.
 * Idle jobs (explanations) go only when nothing else waits.
 */
export class Dispatcher {
    #queue = new BatchQueue({ maxRows: MAX_WAITING_ROWS, maxBatchRows: MAX_BATCH_ROWS });
    #jobs = [];
    #idleJobs = [];
    #batches = new Map();
    #maxInFlight;
    #worker;
    #downReason = 'the model worker is not running';
    #inFlight = 0;
    #isJobsTurn = true;
    #isPumpPlanned = false;
    /** `maxInFlight`: pieces of work handed over and not answered yet; a thread does one at a time anyway. */
    constructor(maxInFlight = 1) {
        this.#maxInFlight = maxInFlight;
    }
    /** The worker to hand work to; undefined: there is none, and whatever waits fails with `reason`. */
    use(worker, reason = 'the model worker is not running') {
        this.#worker = worker;
        this.#downReason = reason;
        if (worker === undefined)
            this.#failAll(reason);
        else
            this.#planPump();
    }
    score(row) {
        if (this.#worker === undefined)
            row.onFault('failed', this.#downReason);
        else if (this.#queue.push(row))
            this.#planPump();
        else
            row.onFault('overloaded', `${MAX_WAITING_ROWS[row.priority]} ${row.priority} rows are waiting already`);
    }
    /** Runs `work` when its turn comes; rejects with what it rejects with, or `WorkerDownError`. */
    do(work, afterRowsOf) {
        if (this.#worker === undefined)
            return Promise.reject(new WorkerDownError(this.#downReason, false));
        if (this.#jobs.length >= MAX_WAITING_JOBS)
            return Promise.reject(new Error(`${MAX_WAITING_JOBS} jobs are waiting already`));
        return new Promise((resolve, reject) => {
            this.#jobs.push({ afterRowsOf, run: (worker) => work(worker).then(resolve, reject), reject });
            this.#planPump();
        });
    }
    /** Runs `work` when no row and no other job waits: it should be short, for a row that comes meanwhile waits for it. Rejects as `do` does. */
    doWhenIdle(work) {
        if (this.#worker === undefined)
            return Promise.reject(new WorkerDownError(this.#downReason, false));
        if (this.#idleJobs.length >= MAX_IDLE_JOBS)
            return Promise.reject(new Error(`${MAX_IDLE_JOBS} explanations are waiting already`));
        return new Promise((resolve, reject) => {
            this.#idleJobs.push({ run: (worker) => work(worker).then(resolve, reject), reject });
            this.#planPump();
        });
    }
    /** Rows waiting now, by priority. */
    queued() {
        return this.#queue.sizes();
    }
    /** How many batches went out, by their number of rows (before filling up). */
    batches() {
        return this.#batches;
    }
    /** One microtask later, so that rows asked for in the same breath share a batch. */
    #planPump() {
        if (this.#isPumpPlanned || this.#inFlight >= this.#maxInFlight)
            return;
        this.#isPumpPlanned = true;
        queueMicrotask(() => {
            this.#isPumpPlanned = false;
            this.#pump();
        });
    }
    #pump() {
        const worker = this.#worker;
        if (worker === undefined)
            return;
        while (this.#inFlight < this.#maxInFlight) {
            const work = this.#nextWork();
            if (work === undefined)
                return;
            this.#inFlight += 1;
            void work(worker).finally(() => {
                this.#inFlight -= 1;
                this.#planPump();
            });
        }
    }
    #nextWork() {
        const job = this.#isJobsTurn ? this.#nextJob() : undefined;
        this.#isJobsTurn = job === undefined;
        if (job !== undefined)
            return job.run;
        const batch = this.#queue.take();
        if (batch !== undefined)
            return (worker) => this.#scoreBatch(worker, batch.key, batch.rows);
        return this.#nextJob()?.run ?? this.#idleJobs.shift()?.run;
    }
    #nextJob() {
        const place = this.#jobs.findIndex(({ afterRowsOf }) => afterRowsOf === undefined || !this.#queue.hasRowsOf(afterRowsOf));
        return place === -1 ? undefined : this.#jobs.splice(place, 1)[0];
    }
    async #scoreBatch(worker, key, rows) {
        this.#batches.set(rows.length, (this.#batches.get(rows.length) ?? 0) + 1);
        try {
            const probabilities = await worker.predict({ key, ...fillUp(rows) });
            worker.answered?.(rows.some((row) => row.isWanted()));
            rows.forEach((row, index) => row.onProbability(probabilities[index] ?? Number.NaN));
        }
        catch (error) {
            const detail = error instanceof Error ? error.message : String(error);
            const fault = error instanceof LateScoreError ? 'timeout' : 'failed';
            rows.forEach((row) => row.onFault(fault, detail));
        }
    }
    #failAll(reason) {
        for (const row of this.#queue.clear())
            row.onFault('failed', reason);
        for (const job of [...this.#jobs.splice(0), ...this.#idleJobs.splice(0)])
            job.reject(new WorkerDownError(reason, false));
    }
}
/** The rows side by side, zeros behind them up to the next warmed size. */
function fillUp(rows) {
    const width = rows[0]?.width ?? 0;
    const count = BATCH_SIZES.find((size) => size >= rows.length) ?? rows.length;
    const filled = new Float32Array(count * width);
    rows.forEach((row, index) => encodeInto(filled, row, index * width));
    return { rows: filled, count };
}
/** A row that cannot be encoded fails by itself; the others of its batch are scored. */
function encodeInto(filled, row, offset) {
    try {
        row.encode(filled, offset);
    }
    catch (error) {
        row.onFault('failed', `the row cannot be encoded: ${error instanceof Error ? error.message : String(error)}`);
    }
}
//# sourceMappingURL=dispatcher.js.map