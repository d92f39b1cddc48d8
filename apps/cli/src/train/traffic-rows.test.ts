import type { ModelInput } from '@gavel/models';
import { describe, expect, it } from 'vitest';
import { TrafficCollector } from './traffic-rows.js';

const INPUTS: readonly ModelInput[] = [
  { fact: 'x', kind: 'number', whenMissing: { value: -1, indicator: false } },
  { fact: 'isNew', kind: 'boolean', whenMissing: { value: 0, indicator: false } },
  { fact: 'channel', kind: 'category', categories: ['pos'], whenMissing: { indicator: false } },
];

describe('TrafficCollector', () => {
  it('keeps features, labels, times and groups of each row, and what is of another kind as missing', () => {
    const collector = new TrafficCollector(INPUTS);
    collector.add({ x: 1, isNew: true, channel: 'web', other: 'not read' }, { isFraud: true, timeMs: 10, group: 'a' });
    collector.add({ x: '1', isNew: 'yes', channel: 7 }, { isFraud: false, timeMs: 20, group: 'b' });
    collector.add({ x: 3, isNew: false, channel: 'pos' }, { isFraud: false, timeMs: 30, group: 'a' });
    const table = collector.finish();
    expect(table).toMatchObject({ rows: 3, labels: Uint8Array.of(1, 0, 0), timesMs: Float64Array.of(10, 20, 30) });
    expect([...table.groups]).toEqual([0, 1, 0]);
    expect([...table.columns.keys()]).toEqual(['x', 'isNew', 'channel']);
    expect([...table.columns.get('x')!.values]).toEqual([1, Number.NaN, 3]);
    expect([...table.columns.get('isNew')!.values]).toEqual([1, Number.NaN, 0]);
    expect(table.columns.get('channel')).toEqual({ kind: 'category', values: Float64Array.of(0, Number.NaN, 1), names: ['web', 'pos'] });
  });
});
