import { describe, expect, it } from 'vitest';
import type { KeptEvent } from './event-columns.js';
import type { CounterRead } from './counter-read.js';
import { EventWindow } from './event-window.js';

function event(id: string, atMs: number): KeptEvent {
  return { id, atMs, values: { x: id } };
}

function read(aggregate: CounterRead['aggregate'], windowMs = 1000): CounterRead {
  return { keyField: 'k', key: '', windowMs, aggregate, of: 'x' };
}

function filled(count: number): EventWindow {
  const window = new EventWindow([event('0', 0)]);
  for (let index = 1; index < count; index += 1) window.add(event(`${index}`, index));
  return window;
}

describe('add', () => {
  it('says what became of the event', () => {
    const window = new EventWindow([event('b', 10)]);
    expect(window.add(event('a', 20))).toBe('appended');
    expect(window.add(event('c', 15))).toBe('late');
    expect(window.add(event('a', 20))).toBe('duplicate');
    expect(window.add(event('b', 10))).toBe('duplicate');
    expect(window.add(event('d', 20))).toBe('appended');
    expect(window.add(event('a', 10))).toBe('late');
    expect(window.size).toBe(5);
  });

  it('gives the same values in every order of arrival', () => {
    const events = [event('a', 10), event('b', 10), event('c', 5), event('d', 20)];
    const orders = [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [1, 3, 0, 2],
      [2, 0, 3, 1],
    ];
    const lasts = orders.map((order) => {
      const [first = 0, ...rest] = order;
      const window = new EventWindow([events[first]!]);
      for (const index of rest) window.add(events[index]!);
      return [6, 11, 21].map((atMs) => window.read(read('last'), atMs));
    });
    expect(lasts).toEqual(orders.map(() => ['c', 'b', 'd']));
  });
});

describe('read', () => {
  it('looks at [t − window, t)', () => {
    const window = filled(100);
    expect(window.read(read('count', 10), 50)).toBe(10);
    expect(window.read(read('last', 10), 50)).toBe('49');
    expect(window.read(read('count', 10), 5)).toBe(5);
    expect(window.read(read('count', 10), 105)).toBe(5);
    expect(window.read(read('count', 10), 110)).toBe(0);
    expect(window.read(read('count', 10), 0)).toBe(0);
  });
});

describe('prune', () => {
  it('leaves a small window alone', () => {
    const window = filled(31);
    expect(window.prune(1)).toBe(0);
  });

  it('forgets what is older than the retention, counted from the newest quarter', () => {
    const window = filled(100);
    expect(window.prune(50)).toBe(0);
    expect(window.prune(49)).toBe(26);
    expect(window.size).toBe(74);
    expect(window.read(read('count', 1000), 1000)).toBe(74);
    expect(window.read(read('count', 49), 100)).toBe(49);
  });

  it('takes no heed of fewer events from the future than a quarter', () => {
    const window = filled(100);
    for (let index = 0; index < 30; index += 1) window.add(event(`f${index}`, 1e12));
    expect(window.prune(100)).toBe(0);
    expect(window.read(read('count'), 1000)).toBe(100);
  });
});

it('forgets the oldest', () => {
  const window = filled(3);
  window.evictOldest();
  expect(window.read(read('count'), 10)).toBe(2);
  expect(window.read({ ...read('distinct'), where: { fact: 'x', operator: 'equal', value: '0' } }, 10)).toBe(0);
});
