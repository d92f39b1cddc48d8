import { describe, expect, it } from 'vitest';
import { Dispatcher, type PendingRow } from './dispatcher.js';
import { WorkerDownError, type ModelWorker } from './model-worker.js';

/** A worker that writes down what it is given, and answers each row's first column when it is let. */
class HeldWorker {
  readonly given: string[] = [];
  #release: (() => void) | undefined;

  predict({ key, rows, count }: { key: string; rows: Float32Array; count: number }): Promise<Float32Array> {
    this.given.push(`${key}:${count}`);
    return new Promise((resolve) => (this.#release = () => resolve(Float32Array.from({ length: count }, (_, row) => rows[row * 2]!))));
  }

  async next(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#release?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function setUp(): {
  dispatcher: Dispatcher;
  worker: HeldWorker;
  answers: string[];
  ask: (key: string, value: number, priority?: 'live' | 'shadow') => void;
} {
  const dispatcher = new Dispatcher();
  const worker = new HeldWorker();
  const answers: string[] = [];
  dispatcher.use(worker as unknown as ModelWorker);
  const ask = (key: string, value: number, priority: PendingRow['priority'] = 'live'): void =>
    dispatcher.score({
      key,
      priority,
      width: 2,
      encode: (rows, offset) => rows.set([value, 0], offset),
      isWanted: () => true,
      onProbability: (probability) => answers.push(`${key} ${value} → ${probability}`),
      onFault: (fault) => answers.push(`${key} ${value} → ${fault}`),
    });
  return { dispatcher, worker, answers, ask };
}

describe('Dispatcher', () => {
  it('sends what is there at once, gathers while the worker is busy, and fills up to a warmed size', async () => {
    const { worker, answers, ask } = setUp();
    ask('a', 0.5);
    await new Promise((resolve) => setImmediate(resolve));
    ask('b', 1, 'shadow');
    ask('a', 2);
    ask('a', 3);
    ask('a', 4);
    await worker.next();
    await worker.next();
    await worker.next();
    expect(worker.given).toEqual(['a:1', 'a:4', 'b:1']);
    expect(answers).toEqual(['a 0.5 → 0.5', 'a 2 → 2', 'a 3 → 3', 'a 4 → 4', 'b 1 → 1']);
  });

  it('lets jobs and batches take turns', async () => {
    const { dispatcher, worker, ask } = setUp();
    const job = (name: string): Promise<void> => dispatcher.do(() => Promise.resolve(void worker.given.push(name)));
    ask('a', 1);
    ask('b', 1);
    const jobs = [job('job 1'), job('job 2')];
    for (let turn = 0; turn < 4; turn += 1) await worker.next();
    await Promise.all(jobs);
    expect(worker.given).toEqual(['job 1', 'a:1', 'job 2', 'b:1']);
  });

  it('holds a job back until the rows of its version are scored', async () => {
    const { dispatcher, worker, ask } = setUp();
    const unloaded = dispatcher.do(() => Promise.resolve(void worker.given.push('unload a')), 'a');
    ask('a', 1);
    await worker.next();
    await unloaded;
    expect(worker.given).toEqual(['a:1', 'unload a']);
  });

  it('fails all that waits when the worker is gone, and says so to whoever comes later', async () => {
    const { dispatcher, worker, answers, ask } = setUp();
    ask('a', 1);
    const job = dispatcher.do(() => Promise.resolve());
    dispatcher.use(undefined, 'it fell over');
    await expect(job).rejects.toThrow(WorkerDownError);
    ask('a', 2);
    expect(answers).toEqual(['a 1 → failed', 'a 2 → failed']);
    expect(worker.given).toEqual([]);
    await expect(dispatcher.do(() => Promise.resolve())).rejects.toMatchObject({ wasRunning: false });
  });
});
