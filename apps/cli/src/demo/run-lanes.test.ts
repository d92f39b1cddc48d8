import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runLanes } from './run-lanes.js';

interface Item {
  readonly lane: string;
  readonly at: number;
}

const items = (count: number, lanes: number): Item[] => Array.from({ length: count }, (_, at) => ({ lane: `l${(at * 7) % lanes}`, at }));
const laneOf = (item: Item): string => item.lane;

/** Work that takes a number of turns of the event loop that has nothing to do with the order. */
function recorder() {
  const done: Item[] = [];
  let running = 0;
  let most = 0;
  const busy = new Set<string>();
  const work = async (item: Item): Promise<void> => {
    expect(busy.has(item.lane), 'two items of one lane at once').toBe(false);
    busy.add(item.lane);
    most = Math.max(most, (running += 1));
    for (let i = (item.at * 13) % 7; i >= 0; i -= 1) await turn();
    running -= 1;
    busy.delete(item.lane);
    done.push(item);
  };
  return { done, work, most: () => most };
}

describe('runLanes', () => {
  it('keeps the order inside a lane, does everything, and stays within the concurrency', async () => {
    const { done, work, most } = recorder();
    await runLanes(items(500, 20), { laneOf, work, concurrency: 8, signal: new AbortController().signal });
    expect(done).toHaveLength(500);
    expect(most()).toBeGreaterThan(3);
    expect(most()).toBeLessThanOrEqual(8);
    for (const lane of new Set(done.map(laneOf))) {
      const order = done.filter((item) => item.lane === lane).map((item) => item.at);
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }
  });

  it('ends at the first rejection and takes nothing further', async () => {
    const taken: number[] = [];
    const work = async (item: Item): Promise<void> => {
      taken.push(item.at);
      await turn();
      if (item.at === 5) throw new Error('the service is gone');
    };
    const run = runLanes(items(1000, 50), { laneOf, work, concurrency: 4, signal: new AbortController().signal });
    await expect(run).rejects.toThrow('the service is gone');
    expect(taken.length).toBeLessThan(20);
  });

  it('finishes what was taken when it is aborted', async () => {
    const stop = new AbortController();
    const { done, work } = recorder();
    const abortAt = async (item: Item): Promise<void> => {
      if (item.at === 10) stop.abort();
      await work(item);
    };
    await runLanes(items(1000, 50), { laneOf, work: abortAt, concurrency: 4, signal: stop.signal });
    expect(done.length).toBeGreaterThanOrEqual(11);
    expect(done.length).toBeLessThan(20);
  });
});
