import { describe, expect, it } from 'vitest';
import { GroupCommit, type GroupCommitOptions, type Written } from './group-commit.js';
import { LogRefusedError, LogUnavailableError } from './store-errors.js';

/** A writer that holds every batch until told to let one go. */
function heldWriter(): { batches: string[][]; write: GroupCommitOptions<string, string>['write']; letGo: () => void } {
  const batches: string[][] = [];
  const waiting: (() => void)[] = [];
  return {
    batches,
    letGo: () => waiting.shift()?.(),
    write: (items) => {
      batches.push([...items]);
      return new Promise((resolve) =>
        waiting.push(() => resolve(items.map((item): Written<string> => ({ ok: true, value: `wrote ${item}` })))),
      );
    },
  };
}

const limits = { maxBatchItems: 10, maxBatchBytes: 100, maxQueueItems: 20, maxQueueBytes: 1000, writers: 1, timeoutMs: 10_000 };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('GroupCommit', () => {
  it('puts what comes in one turn into one batch, and what comes meanwhile into the next', async () => {
    const { batches, write, letGo } = heldWriter();
    const commit = new GroupCommit({ ...limits, write });
    const first = [commit.add('a', 1), commit.add('b', 1)];
    await turn();
    const second = [commit.add('c', 1), commit.add('d', 1)];
    await turn();
    expect(batches).toEqual([['a', 'b']]);
    letGo();
    await expect(Promise.all(first)).resolves.toEqual(['wrote a', 'wrote b']);
    await turn();
    expect(batches).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    letGo();
    await expect(Promise.all(second)).resolves.toEqual(['wrote c', 'wrote d']);
    expect(commit.stats()).toEqual({ written: 4, failed: 0, rejected: 0, batches: 2, largestBatch: 2, queue: 0 });
  });

  it('keeps batches within their limits of items and bytes', async () => {
    const { batches, write, letGo } = heldWriter();
    const commit = new GroupCommit({ ...limits, write });
    const answers = [
      ...Array.from({ length: 12 }, (_, index) => commit.add(`s${index}`, 1)),
      commit.add('large', 60),
      commit.add('larger', 90),
    ];
    for (let index = 0; index < 4; index += 1) {
      await turn();
      letGo();
    }
    await Promise.all(answers);
    expect(batches.map((batch) => batch.length)).toEqual([10, 3, 1]);
    expect(batches[1]).toEqual(['s10', 's11', 'large']);
    await expect(commit.add('too large', 101)).rejects.toThrow(LogRefusedError);
  });

  it('writes as many batches at once as there are writers', async () => {
    const { batches, write } = heldWriter();
    const commit = new GroupCommit({ ...limits, writers: 2, write });
    void commit.add('a', 1);
    await turn();
    void commit.add('b', 1);
    await turn();
    void commit.add('c', 1);
    await turn();
    expect(batches).toEqual([['a'], ['b']]);
  });

  it('refuses at once what the queue has no room for', async () => {
    const { write } = heldWriter();
    const commit = new GroupCommit({ ...limits, write });
    for (let index = 0; index < 20; index += 1) void commit.add(`${index}`, 1);
    await expect(commit.add('more', 1)).rejects.toMatchObject({ name: 'LogUnavailableError', reason: 'overloaded' });
    const byBytes = new GroupCommit({ ...limits, maxQueueBytes: 50, write });
    void byBytes.add('a', 40);
    await expect(byBytes.add('b', 11)).rejects.toMatchObject({ reason: 'overloaded' });
    expect(byBytes.stats()).toMatchObject({ rejected: 1, queue: 1 });
  });

  it('answers everybody in time when the writer hangs, written or still waiting, and has room again', async () => {
    const { batches, write, letGo } = heldWriter();
    const commit = new GroupCommit({ ...limits, maxBatchItems: 1, maxQueueItems: 2, timeoutMs: 20, write });
    const results = await Promise.allSettled([commit.add('in flight', 1), commit.add('waiting', 1)]);
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: { reason: 'timeout' } });
    letGo();
    await turn();
    expect(batches, 'what nobody waits for is not written').toEqual([['in flight']]);
    const next = commit.add('next', 1);
    await turn();
    letGo();
    await expect(next).resolves.toBe('wrote next');
  });

  it('gives each item its own outcome, and a writer that throws fails its batch alone', async () => {
    let calls = 0;
    const commit = new GroupCommit<string, string>({
      ...limits,
      write: async (items) => {
        calls += 1;
        if (calls === 2) throw new Error('broken');
        return items.map((item) => (item === 'bad' ? { ok: false, error: new LogRefusedError('no') } : { ok: true, value: item }));
      },
    });
    const results = await Promise.allSettled([commit.add('good', 1), commit.add('bad', 1)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await expect(commit.add('unlucky', 1)).rejects.toThrow('broken');
    await expect(commit.add('lucky', 1)).resolves.toBe('lucky');
  });

  it('writes what it has taken before it closes, and takes nothing afterwards', async () => {
    const { write, letGo } = heldWriter();
    const commit = new GroupCommit({ ...limits, write });
    const taken = commit.add('taken', 1);
    const closing = commit.close();
    await expect(commit.add('late', 1)).rejects.toThrow(LogUnavailableError);
    await turn();
    letGo();
    await closing;
    await expect(taken).resolves.toBe('wrote taken');
  });
});
