import { describe, expect, it } from 'vitest';
import { chooseGoldenRows } from './choose-golden-rows.js';
import { TrafficCollector } from './traffic-rows.js';

const INPUTS = [{ fact: 'x', kind: 'number', whenMissing: { value: -1, indicator: false } }] as const;

describe('TrafficCollector', () => {
  it('keeps rows, labels and times in order, past the end of a chunk', () => {
    const collector = new TrafficCollector(INPUTS);
    for (let row = 0; row < 20_000; row += 1) collector.add({ x: row }, row % 2 === 0, row * 10);
    const { table, times } = collector.finish();
    expect(table.columns).toBe(1);
    expect(table.rows).toHaveLength(20_000);
    for (const row of [0, 1, 16_383, 16_384, 19_999])
      expect([table.rows[row], table.labels[row], times[row]]).toEqual([row, row % 2 === 0 ? 1 : 0, row * 10]);
  });

  it('keeps the facts of frauds and of some others, only those that the model reads, and the latest', () => {
    const collector = new TrafficCollector(INPUTS);
    for (let row = 0; row < 10_000; row += 1) collector.add({ x: row, other: 'not read' }, true, row);
    const { samples } = collector.finish();
    expect(samples.length).toBeLessThanOrEqual(4000);
    expect(samples.at(-1)).toEqual({ row: 9999, values: { x: 9999 } });
  });
});

describe('chooseGoldenRows', () => {
  it('spreads over the scores and holds both ends', () => {
    const scores = Array.from({ length: 500 }, (_, index) => ((index * 7) % 500) / 500);
    const golden = chooseGoldenRows(
      scores.map((_, row) => ({ row, values: { x: row } })),
      scores,
    );
    expect(golden).toHaveLength(24);
    expect([golden[0]?.score, golden.at(-1)?.score]).toEqual([0, 499 / 500]);
    expect(golden.every(({ values, score }) => scores[Number(values['x'])] === score)).toBe(true);
  });
});
