import { Worker } from 'node:worker_threads';
import type { WorkerStart } from './worker-messages.js';
/** Starts the thread that models run in: the built file, or the TypeScript source when this very file is one (tests, `tsx`). */
export declare function startWorker(workerData: WorkerStart): Worker;
