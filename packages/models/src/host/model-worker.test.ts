import { Worker } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import { ModelWorker, WorkerDownError } from './model-worker.js';

const script = vi.hoisted(() => ({ code: '' }));
vi.mock('../runtime/start-worker.js', () => ({
  startWorker: () => new Worker(new URL(`data:text/javascript,${encodeURIComponent(script.code)}`)),
}));

/** A model worker that runs `code`, and what it is said to end of. */
function start(code: string, timeoutMs = 60_000): { worker: ModelWorker; down: Promise<string> } {
  script.code = code;
  let onDown: (reason: string) => void = () => undefined;
  const down = new Promise<string>((resolve) => (onDown = resolve));
  const worker = new ModelWorker({}, { loadMs: timeoutMs, predictMs: timeoutMs }, { onUp: () => undefined, onDown });
  return { worker, down };
}

const LISTENS = `import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => {`;

describe('ModelWorker', () => {
  it('ends a thread that hangs, and fails what it was asked', async () => {
    const { worker, down } = start(`${LISTENS} for (;;); });`, 50);
    await expect(worker.predict({ key: 'a', rows: new Float32Array(1), count: 1 })).rejects.toThrow('did not answer within 50 ms');
    await expect(down).resolves.toContain('did not answer');
    await expect(worker.predict({ key: 'a', rows: new Float32Array(1), count: 1 })).rejects.toMatchObject({ wasRunning: false });
  });

  it('reports why a thread died', async () => {
    const { worker, down } = start(`${LISTENS} throw new Error('out of luck'); });`);
    await expect(
      worker.load({ key: 'a', format: 'trees', modelJson: new Uint8Array(), weights: new Uint8Array(), columns: 1 }),
    ).rejects.toThrow(WorkerDownError);
    await expect(down).resolves.toBe('out of luck');
  });

  it('reports a thread that ends without a word', async () => {
    const { down } = start('process.exit(3);');
    await expect(down).resolves.toContain('ended with code 3');
  });
});
