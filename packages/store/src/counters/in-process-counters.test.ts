import { countersContract } from '@gavel/engine/testing';
import type { CounterEvent, CounterRead, WindowRead } from '@gavel/engine';
import { describe, expect, it } from 'vitest';
import { InProcessCounters } from './in-process-counters.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

countersContract('InProcessCounters', () => new InProcessCounters());

function event(id: string, atMs: number, keys: CounterEvent['keys'] = { cardId: 'c1' }): CounterEvent {
  return { id, atMs, keys, values: { x: atMs } };
}

function count(key = 'c1', windowMs = 90 * DAY): WindowRead {
  return { keyField: 'cardId', key, windowMs, delayMs: 0, includesCurrent: false, aggregate: 'count' };
}

async function ask(counters: InProcessCounters, reads: readonly CounterRead[], atMs: number): Promise<readonly unknown[]> {
  return (await counters.observe('flow', { id: 'asking', atMs, keys: {}, values: {} }, reads)).values;
}

async function hourly(counters: InProcessCounters, from: number, to: number): Promise<void> {
  for (let hour = from; hour < to; hour += 1) await counters.add('flow', event(`${hour}`, hour * HOUR));
}

describe('limits', () => {
  it('folds for what will be read, where that is said before anything is read', async () => {
    const { keyField, windowMs, delayMs, includesCurrent, aggregate } = count();
    const read = { keyField, windowMs, delayMs, includesCurrent, aggregate };
    const windows = [{ name: 'count', type: 'number', read, key: { name: keyField, fields: [keyField], kinds: ['decision'] } }] as const;
    const counters = new InProcessCounters({ maxEventsPerKey: 16 });
    counters.expect('flow', { windows });
    await hourly(counters, 0, 100);
    expect(counters.stats()).toMatchObject({ foldedEvents: 84 });
    expect(await ask(counters, [count()], 100 * HOUR)).toEqual([100]);
  });

  it('forgets the key that was written least recently, and counts it', async () => {
    const counters = new InProcessCounters({ maxKeys: 2 });
    await counters.add('flow', event('1', 1, { cardId: 'a' }));
    await counters.add('flow', event('2', 2, { cardId: 'b' }));
    await counters.add('flow', event('3', 3, { cardId: 'a' }));
    await counters.add('flow', event('4', 4, { cardId: 'c' }));
    const reads = ['a', 'b', 'c'].map((key) => count(key));
    expect(await ask(counters, reads, 5)).toEqual([2, 0, 1]);
    expect(counters.stats()).toMatchObject({ keys: 2, events: 3, evictedKeys: 1, lateEvents: 0 });
  });

  it('gives each key field and flow its own room for keys', async () => {
    const counters = new InProcessCounters({ maxKeys: 1 });
    await counters.add('flow', event('1', 1, { cardId: 'a', deviceId: 'd' }));
    await counters.add('other', event('2', 2, { cardId: 'b' }));
    expect(counters.stats()).toMatchObject({ keys: 3, evictedKeys: 0 });
  });

  it('keeps evicting in the order of writing', async () => {
    const counters = new InProcessCounters({ maxKeys: 3 });
    const written = ['a', 'b', 'c', 'a', 'd', 'b', 'e', 'd', 'f'];
    for (const [index, cardId] of written.entries()) await counters.add('flow', event(`${index}`, index, { cardId }));
    const reads = ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => count(key));
    expect(await ask(counters, reads, 99)).toEqual([0, 0, 0, 2, 1, 1]);
    expect(counters.stats()).toMatchObject({ keys: 3, events: 4, evictedKeys: 4 });
  });

  it('folds the oldest events of a key, and refuses what may be among them already', async () => {
    const counters = new InProcessCounters({ maxEventsPerKey: 3 });
    const reads = [count(), { ...count(), aggregate: 'sum' as const, of: 'x' }, { ...count(), aggregate: 'min' as const, of: 'x' }];
    await ask(counters, reads, 0);
    for (const atMs of [10, 20, 30, 40, 50]) await counters.add('flow', event(`${atMs}`, atMs));
    expect(await ask(counters, reads, 60)).toEqual([5, 150, 10]);
    await counters.add('flow', event('20', 20));
    await counters.add('flow', event('5', 5));
    expect(await ask(counters, reads, 60)).toEqual([5, 150, 10]);
    expect(counters.stats()).toMatchObject({ keys: 1, events: 3, foldedEvents: 2, refusedEvents: 2, lateEvents: 0 });
  });

  it.each([0, -1, 1.5, Number.NaN, 1e9])('refuses %d as a limit', (value) => {
    expect(() => new InProcessCounters({ maxKeys: value })).toThrow(RangeError);
    expect(() => new InProcessCounters({ maxEventsPerKey: value })).toThrow(/maxEventsPerKey/);
  });
});

describe('what is forgotten', () => {
  it('is nothing within the longest window, before it is known which windows there are', async () => {
    const counters = new InProcessCounters();
    await hourly(counters, 0, 90 * 24);
    expect(await ask(counters, [count()], 90 * DAY - 1)).toEqual([90 * 24]);
  });

  it('is what no window that was asked for can see any more', async () => {
    const counters = new InProcessCounters();
    await ask(counters, [count('c1', HOUR), count('c1', 2 * DAY)], 0);
    await hourly(counters, 0, 2000);
    const { events, foldedEvents } = counters.stats();
    expect(events).toBeLessThan(2 * 3 * 24 + 1);
    expect(events).toBeGreaterThanOrEqual(3 * 24);
    expect(foldedEvents).toBe(0);
    expect(await ask(counters, [count('c1', 2 * DAY)], 2000 * HOUR - 1)).toEqual([48]);
    expect(await ask(counters, [count('c1', 2 * DAY)], 1980 * HOUR)).toEqual([48]);
  });

  it('is not all of a history because a few events claim to be from the future', async () => {
    const counters = new InProcessCounters();
    await ask(counters, [count('c1', DAY)], 0);
    await hourly(counters, 0, 40);
    for (const id of ['x', 'y', 'z']) await counters.add('flow', event(id, 1e15));
    await hourly(counters, 40, 44);
    expect(await ask(counters, [count('c1', DAY)], 44 * HOUR - 1)).toEqual([24]);
  });
});

it('refuses a time that is no number', async () => {
  const counters = new InProcessCounters();
  await expect(counters.add('flow', event('1', Number.NaN))).rejects.toThrow(RangeError);
  await expect(ask(counters, [count()], Number.NaN)).rejects.toThrow(RangeError);
  expect(counters.stats()).toMatchObject({ keys: 0, events: 0 });
});

it('counts late events once, however many keys they have', async () => {
  const counters = new InProcessCounters();
  const keys = { cardId: 'c1', deviceId: 'd1' };
  await counters.add('flow', event('2', 20, keys));
  await counters.add('flow', event('1', 10, keys));
  await counters.add('flow', event('1', 10, keys));
  await counters.add('flow', event('0', 20 - HOUR, keys));
  expect(counters.stats()).toMatchObject({ keys: 2, events: 6, evictedKeys: 0, lateEvents: 2, lateness: [1, 0, 1, 0, 0] });
});
