import type { ScoreFault } from '@gavel/engine';
import { type Priority, type QueuedRow } from './batch-queue.js';
import { type Scorer } from './scorer.js';
/** Every batch is filled up to one of these sizes, so that each size that traffic meets has been warmed. */
export declare const BATCH_SIZES: readonly [1, 2, 4, 8, 16, 32, 64];
/** A row to be encoded, and who wants to know. */
export interface PendingRow extends QueuedRow {
    /** Its number of columns. */
    readonly width: number;
    /** Writes its columns, scaled, straight into a batch. What it throws is its own fault. */
    encode(rows: Float32Array, offset: number): void;
    onProbability(probability: number): void;
    onFault(fault: ScoreFault, detail: string): void;
}
/**
 * Hands work to the worker, one piece at a time: as soon as it is free, all that waits (up to a batch) goes. Nothing waits
 * while the worker is idle. Jobs (loading, warming) take turns with batches, so a new version neither stops traffic nor starves.
 * Idle jobs (explanations) go only when nothing else waits.
 */
export declare class Dispatcher {
    #private;
    /** `maxInFlight`: pieces of work handed over and not answered yet; a thread does one at a time anyway. */
    constructor(maxInFlight?: number);
    /** The worker to hand work to; undefined: there is none, and whatever waits fails with `reason`. */
    use(worker: Scorer | undefined, reason?: string): void;
    score(row: PendingRow): void;
    /** Runs `work` when its turn comes; rejects with what it rejects with, or `WorkerDownError`. */
    do<T>(work: (worker: Scorer) => Promise<T>, afterRowsOf?: string): Promise<T>;
    /** Runs `work` when no row and no other job waits: it should be short, for a row that comes meanwhile waits for it. Rejects as `do` does. */
    doWhenIdle<T>(work: (worker: Scorer) => Promise<T>): Promise<T>;
    /** Rows waiting now, by priority. */
    queued(): Readonly<Record<Priority, number>>;
    /** How many batches went out, by their number of rows (before filling up). */
    batches(): ReadonlyMap<number, number>;
}
