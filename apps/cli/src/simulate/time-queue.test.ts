import { expect, it } from 'vitest';
import { Random } from './random.js';
import { TimeQueue } from './time-queue.js';

it('gives items back by time, then rank', () => {
  const random = new Random(1, 'queue');
  const items = Array.from({ length: 500 }, (_, rank) => ({ atMs: random.whole(0, 60), rank }));
  const queue = new TimeQueue<{ atMs: number; rank: number }>();
  for (const item of items) queue.push(item);
  const out = Array.from({ length: queue.size }, () => queue.pop());
  expect(out).toEqual(items.toSorted((a, b) => a.atMs - b.atMs || a.rank - b.rank));
  expect(queue.pop()).toBeUndefined();
});
