import { describe, expect, it } from 'vitest';
import { BatchQueue, type QueuedRow } from './batch-queue.js';

interface Row extends QueuedRow {
  readonly id: string;
}

function row(id: string, key: string, priority: Row['priority'] = 'live', isWanted = true): Row {
  return { id, key, priority, isWanted: () => isWanted };
}

function taken(queue: BatchQueue<Row>): string | undefined {
  return queue
    .take()
    ?.rows.map(({ id }) => id)
    .join(' ');
}

const queueOf = (...rows: Row[]): BatchQueue<Row> => {
  const queue = new BatchQueue<Row>({ maxRows: { live: 5, shadow: 2 }, maxBatchRows: 2 });
  for (const each of rows) queue.push(each);
  return queue;
};

describe('BatchQueue', () => {
  it('gives live rows before shadow rows, whichever came first', () => {
    const queue = queueOf(row('s1', 'a', 'shadow'), row('l1', 'a'), row('l2', 'b'));
    expect([taken(queue), taken(queue), taken(queue), taken(queue)]).toEqual(['l1', 'l2', 's1', undefined]);
  });

  it('keeps versions apart, fills a batch to its limit, and lets versions take turns', () => {
    const queue = queueOf(row('a1', 'a'), row('a2', 'a'), row('b1', 'b'), row('a3', 'a'));
    expect([taken(queue), taken(queue), taken(queue)]).toEqual(['a1 a2', 'b1', 'a3']);
  });

  it('drops rows that nobody waits for any more, and whole batches of them', () => {
    const queue = queueOf(row('gone', 'a', 'live', false), row('a1', 'a'), row('gone too', 'b', 'live', false), row('c1', 'c'));
    expect([taken(queue), taken(queue), taken(queue)]).toEqual(['a1', 'c1', undefined]);
    expect(queue.sizes()).toEqual({ live: 0, shadow: 0 });
  });

  it('refuses what is over its limits, each priority by itself, and has room again later', () => {
    const queue = queueOf(row('s1', 'a', 'shadow'), row('s2', 'b', 'shadow'));
    expect(queue.push(row('s3', 'a', 'shadow'))).toBe(false);
    expect(queue.push(row('l1', 'a'))).toBe(true);
    expect(queue.sizes()).toEqual({ live: 1, shadow: 2 });
    expect([taken(queue), taken(queue)]).toEqual(['l1', 's1']);
    expect(queue.push(row('s3', 'a', 'shadow'))).toBe(true);
  });

  it('gives back everything when cleared', () => {
    const queue = queueOf(row('l1', 'a'), row('s1', 'b', 'shadow'));
    expect(queue.hasRowsOf('b')).toBe(true);
    expect(queue.clear().map(({ id }) => id)).toEqual(['l1', 's1']);
    expect([queue.hasRowsOf('b'), queue.sizes()]).toEqual([false, { live: 0, shadow: 0 }]);
  });
});
