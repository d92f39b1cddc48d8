import { describe, expect, it } from 'vitest';
import { EventHistory } from './event-history.js';
import { EventLayout, type KeptEvent } from './event-layout.js';
import { appendRecords, encodeEvent, encodeLabel } from './event-records.js';
import { ChunkReader, ChunkWriter } from './history-chunk.js';
import { textHash } from './packed-value.js';
import { planReads } from './read-plan.js';
import { readWindows } from './read-windows.js';
import type { WindowRead } from './counter-read.js';

const base = { keyField: 'k', key: '', windowMs: 1_000_000, delayMs: 0, includesCurrent: false } as const;
const where = { fact: 'on', operator: 'equal', value: true } as const;
const READS: readonly WindowRead[] = [
  { ...base, aggregate: 'count' },
  { ...base, aggregate: 'count', where },
  { ...base, aggregate: 'sum', of: 'amount' },
  { ...base, aggregate: 'min', of: 'amount', where },
  { ...base, aggregate: 'stddev', of: 'amount' },
  { ...base, aggregate: 'distinct', of: 'shop' },
  { ...base, aggregate: 'last', of: 'shop' },
  { ...base, aggregate: 'fraudShare' },
  { ...base, aggregate: 'distance', of: 'geo', current: { lat: 1, lon: 2 } },
];
const plan = planReads(READS).keys[0]!;

function answers(history: EventHistory): readonly unknown[] {
  const values = READS.map(() => undefined);
  readWindows(history, plan, { atMs: 900_000, idHash: 0, reads: READS, values });
  return values;
}

function event(index: number): KeptEvent {
  const values = {
    amount: index / 7,
    shop: `é🙂${index % 40}`,
    on: index % 3 === 0,
    ...(index % 5 === 0 ? { geo: { lat: index % 90, lon: -3 } } : {}),
  };
  return { id: `e${index}`, atMs: index * 1000, values };
}

function filled(layout: EventLayout, count: number): EventHistory {
  const history = new EventHistory(layout);
  for (let index = 0; index < count; index += 1) history.add(layout.pack(event(index)));
  for (let index = 0; index < count; index += 10) history.label(index * 1000, textHash(`e${index}`), true);
  return history;
}

/** Through bytes, and a layout of its own. */
function writtenAndRead(history: EventHistory): EventHistory {
  const out = new ChunkWriter();
  history.layout.write(out);
  history.write(out);
  const input = new ChunkReader(out.take());
  const layout = new EventLayout();
  layout.restore(input);
  const copy = new EventHistory(layout);
  copy.restore(input);
  expect(input.isDone).toBe(true);
  return copy;
}

describe('records', () => {
  it('give a history back, labels and texts too', () => {
    const layout = new EventLayout();
    const history = filled(layout, 300);
    const copy = writtenAndRead(history);
    expect(copy.size).toBe(300);
    expect(answers(copy)).toEqual(answers(history));
  });

  it('may come in any order and again', () => {
    const layout = new EventLayout();
    const packed = [3, 1, 2, 1, 0].map((index) => layout.pack(event(index)));
    const history = new EventHistory(layout);
    for (const one of packed) appendRecords(history, encodeEvent(one));
    appendRecords(history, encodeLabel({ atMs: 2000, idHash: textHash('e2'), isPositive: true }));
    expect([0, 1, 2, 3].map((index) => [history.timeAt(index), history.isPositive(index)])).toEqual([
      [0, false],
      [1000, false],
      [2000, true],
      [3000, false],
    ]);
  });

  it('hold what is folded', () => {
    const layout = new EventLayout();
    const history = filled(layout, 600);
    const before = answers(history);
    history.foldOldest(
      64,
      plan.windows.flatMap(({ scans }) => scans),
    );
    history.foldOldest(
      64,
      plan.windows.flatMap(({ scans }) => scans),
    );
    expect(history.size).toBe(472);
    const copy = writtenAndRead(history);
    for (const one of [history, copy]) {
      const after = answers(one);
      expect(after.map((value, place) => (READS[place]?.aggregate === 'stddev' ? Number(value).toFixed(9) : value))).toEqual(
        before.map((value, place) => (READS[place]?.aggregate === 'stddev' ? Number(value).toFixed(9) : value)),
      );
      expect(one.add(layout.pack(event(5)))).toBe('refused');
      expect(one.add(layout.pack(event(128)))).toBe('duplicate');
    }
  });

  it.each([[[9]], [[1, 0, 0]]])('that are cut short or unknown are refused: %j', (bytes) => {
    expect(() => appendRecords(new EventHistory(new EventLayout()), Uint8Array.from(bytes))).toThrow(RangeError);
  });

  it('are refused as a chunk where numbers or texts are missing', () => {
    const out = new ChunkWriter();
    filled(new EventLayout(), 10).write(out);
    const bytes = out.take();
    expect(() => new ChunkReader(bytes.subarray(0, bytes.length - 1))).toThrow(RangeError);
    out.put(100);
    out.put(3);
    for (let left = 3; left > 0; left -= 1) out.put(0);
    expect(() => new EventHistory(new EventLayout()).restore(new ChunkReader(out.take()))).toThrow(RangeError);
  });
});
