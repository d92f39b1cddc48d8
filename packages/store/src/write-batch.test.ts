import { describe, expect, it } from 'vitest';
import { LogRefusedError, LogUnavailableError } from './store-errors.js';
import { writeBatch } from './write-batch.js';

describe('writeBatch', () => {
  it('writes the neighbours of bad items, each once', async () => {
    const written: number[] = [];
    const items = Array.from({ length: 100 }, (_, index) => index);
    const bad = new Set([0, 17, 18, 99]);
    const outcomes = await writeBatch(items, 10_000, async (part) => {
      if (part.some((item) => bad.has(item))) throw new LogRefusedError('bad item');
      written.push(...part);
      return part.map((item) => item * 2);
    });
    expect(outcomes.map((outcome) => outcome.ok)).toEqual(items.map((item) => !bad.has(item)));
    expect(outcomes[50]).toEqual({ ok: true, value: 100 });
    expect(written).toEqual(items.filter((item) => !bad.has(item)));
  });

  it('tries again when the database was away for a moment, and says that it is a retry', async () => {
    const retries: boolean[] = [];
    const outcomes = await writeBatch(['a'], 10_000, async (part, _timeoutMs, isRetry) => {
      retries.push(isRetry);
      if (retries.length < 3) throw new Error('connection lost');
      return part;
    });
    expect(outcomes).toEqual([{ ok: true, value: 'a' }]);
    expect(retries).toEqual([false, true, true]);
  });

  it('gives up after a few tries, for the whole batch alike', async () => {
    let tries = 0;
    const outcomes = await writeBatch(['a', 'b'], 10_000, async () => {
      tries += 1;
      throw new Error('connection refused');
    });
    expect(tries).toBe(3);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ ok: false, error: expect.any(LogUnavailableError) });
  });

  it('does not try again when the time is up', async () => {
    let tries = 0;
    const outcomes = await writeBatch(['a'], 10, async () => {
      tries += 1;
      throw new Error('connection refused');
    });
    expect(tries).toBe(1);
    expect(outcomes).toHaveLength(1);
  });
});
