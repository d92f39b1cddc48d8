import { Worker } from 'node:worker_threads';
import type { ThreadStart } from './thread-messages.js';

/** JavaScript heap of a thread, in MB: what it keeps does not grow with the decisions. */
const MAX_HEAP_MB = 512;

/** Starts a thread: of the built file, or of the TypeScript source when this very file is one (tests, `tsx`). */
export function startThread(workerData: ThreadStart): Worker {
  const limits = { name: 'gavel-backtest', workerData, resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } };
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./backtest-thread.js', import.meta.url), { ...limits, execArgv: [] });
  return new Worker(sourceEntry(), { ...limits, execArgv: ['--conditions=@gavel/source'] });
}

/** Registers tsx from within: on Node 20 its `--import` does nothing in a worker thread. */
function sourceEntry(): URL {
  const tsx = import.meta.resolve('tsx/esm/api');
  const thread = new URL('./backtest-thread.ts', import.meta.url).href;
  const code = `import { register } from ${JSON.stringify(tsx)}; register(); await import(${JSON.stringify(thread)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}
