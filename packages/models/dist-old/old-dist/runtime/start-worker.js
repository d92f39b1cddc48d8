import { Worker } from 'node:worker_threads';
/** JavaScript heap of the worker, in MB; weights of the WebAssembly backend stand outside it. */
const MAX_HEAP_MB = 1024;
/** Starts the thread that models run in: the built file, or the TypeScript source when this very file is one (tests, `tsx`). */
export function startWorker(workerData) {
    const entry = import.meta.url.endsWith('.ts') ? sourceEntry() : new URL('./model-worker.js', import.meta.url);
    return new Worker(entry, { name: 'gavel-models', workerData, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } });
}
/** Registers tsx from within: on Node 20 its `--import` does nothing in a worker thread. */
function sourceEntry() {
    const tsx = import.meta.resolve('tsx/esm/api');
    const worker = new URL('./model-worker.ts', import.meta.url).href;
    const code = `import { register } from ${JSON.stringify(tsx)}; register(); await import(${JSON.stringify(worker)});`;
    return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}
//# sourceMappingURL=start-worker.js.map