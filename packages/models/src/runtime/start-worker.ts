import { Worker } from 'node:worker_threads';
import { threadEntry } from './thread-entry.js';
import type { WorkerStart } from './worker-messages.js';

/** JavaScript heap of the worker, in MB; weights of the WebAssembly backend stand outside it. */
const MAX_HEAP_MB = 1024;

/** Starts the thread that models run in. */
export function startWorker(workerData: WorkerStart): Worker {
  const entry = threadEntry(new URL('./model-worker.js', import.meta.url));
  return new Worker(entry, { name: 'gavel-models', workerData, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } });
}
