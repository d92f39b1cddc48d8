import { parentPort, workerData } from 'node:worker_threads';
import { loadBackend } from '../../runtime/load-backend.js';
import { PartGradient } from './part-gradient.js';
import { END, SIGNAL } from './step-memory.js';
import type { GradientThreadStart } from './threaded-gradients.js';

/** The second thread of a training: the second part of every batch, from one signal to the next, until it is told to end. */
const { memory, options }: GradientThreadStart = workerData;
const { signals } = memory;
const { tf } = await loadBackend('wasm');
const own = new PartGradient(tf, memory, { options, part: 1 });
parentPort?.postMessage('up', []);
for (let step = 1; begun(step) !== END; step += 1) {
  own.compute({ from: signals[SIGNAL.from] ?? 0, count: signals[SIGNAL.count] ?? 0 });
  Atomics.store(signals, SIGNAL.done, step);
  Atomics.notify(signals, SIGNAL.done);
}

/** Sleeps until the step is begun. */
function begun(step: number): number {
  Atomics.wait(signals, SIGNAL.begun, step - 1);
  const value = Atomics.load(signals, SIGNAL.begun);
  return value === step - 1 ? begun(step) : value;
}
