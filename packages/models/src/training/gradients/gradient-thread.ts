import { parentPort, workerData } from 'node:worker_threads';
import { loadBackend } from '../../runtime/load-backend.js';
import { PartGradient } from './part-gradient.js';
import type { SecondThreadStart } from './second-thread.js';
import { changed, END, SIGNAL } from './step-memory.js';

/** The second thread of a training: the second part of every batch, from one signal to the next, until it is told to end. */
const { memory, options }: SecondThreadStart = workerData;
const { signals } = memory;
const { tf } = await loadBackend('wasm');
const own = new PartGradient(tf, memory, { options, part: 1 });
parentPort?.postMessage('up', []);
for (let step = 1; begun(step) !== END; step += 1) {
  own.compute({ from: signals[SIGNAL.from] ?? 0, count: signals[SIGNAL.count] ?? 0 });
  Atomics.store(signals, SIGNAL.done, step);
  Atomics.notify(signals, SIGNAL.done);
}

/** Waits until the step is begun. */
function begun(step: number): number {
  while (!changed(signals, { place: SIGNAL.begun, held: step - 1 }, Infinity));
  return Atomics.load(signals, SIGNAL.begun);
}
