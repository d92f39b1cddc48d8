import { Worker } from 'node:worker_threads';
import type { WorkerStart } from './backfill-messages.js';

/** JavaScript heap of one worker, in MB: history stands in it, and beside it the rows at work, most of which die young. */
const HEAP = { maxOldGenerationSizeMb: 4096, maxYoungGenerationSizeMb: 64 };

/** Starts a thread of a backfill: the built file, or the TypeScript source when this very file is one (tests, `tsx`). */
export function startBackfillWorker(workerData: WorkerStart): Worker {
  const isSource = import.meta.url.endsWith('.ts');
  const entry = isSource ? sourceEntry() : new URL('./backfill-worker.js', import.meta.url);
  const execArgv = isSource ? ['--conditions=@gavel/source'] : [];
  return new Worker(entry, { name: 'gavel-backfill', workerData, execArgv, resourceLimits: HEAP });
}

/** Registers tsx from within: on Node 20 its `--import` does nothing in a worker thread. */
function sourceEntry(): URL {
  const tsx = import.meta.resolve('tsx/esm/api');
  const worker = new URL('./backfill-worker.ts', import.meta.url).href;
  const code = `import { register } from ${JSON.stringify(tsx)}; register(); await import(${JSON.stringify(worker)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}
