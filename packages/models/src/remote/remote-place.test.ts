import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startStub, type StubServer } from '../testing/stub-server.js';
import { RemotePlace } from './remote-place.js';

describe('RemotePlace', () => {
  let stub: StubServer;
  let place: RemotePlace;
  let pausesMs: number[];

  beforeEach(async () => {
    stub = await startStub(3, (_, count) => new Float32Array(count));
    pausesMs = [];
    place = new RemotePlace({ model: 'sample', version: '1', protocol: 'tfserving', address: stub.tfserving }, 10_000, {
      onUp: () => undefined,
      onDown: (_, __, retryInMs) => pausesMs.push(retryInMs),
    });
    // Of setTimeout alone, which is the breaker's: the stub and the client go by real input and output.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(async () => {
    vi.useRealTimers();
    place.close();
    await stub.close();
  });

  const passTrial = (): Promise<unknown> => place.predict({ rows: new Float32Array(3), count: 1 });
  const answer = (times: number, inTime: boolean): void => {
    for (let each = 0; each < times; each += 1) place.answered(inTime);
  };

  it('gives up a server that is well on trial and late in earnest for longer each time, until 20 answers in a row were in time', async () => {
    const giveUp = async (): Promise<void> => {
      await passTrial();
      answer(5, false);
      vi.advanceTimersByTime(30_000);
    };
    for (let opening = 0; opening < 8; opening += 1) await giveUp();
    expect(pausesMs).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);

    await passTrial();
    answer(19, true);
    await giveUp();
    expect(pausesMs.at(-1)).toBe(30_000);

    await passTrial();
    answer(20, true);
    await giveUp();
    expect(pausesMs.at(-1)).toBe(500);
  });

  it('counts a batch that came too late for its decisions as late and not as scored', async () => {
    for (const _ of [1, 2, 3]) await passTrial();
    answer(1, true);
    answer(1, false);
    stub.mood = 'error';
    await expect(passTrial()).rejects.toThrow('CUDA out of memory');
    expect(place.stats()).toMatchObject({ state: 'up', batches: { scored: 2, late: 1, failed: 1 } });
  });
});
