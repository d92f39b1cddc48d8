import { expect, it } from 'vitest';
import type { CounterRead, WindowRead } from './counter-read.js';
import { planReads, ReadPlanner } from './read-plan.js';

function read(aggregate: WindowRead['aggregate'], more: Partial<WindowRead> = {}): WindowRead {
  return { keyField: 'card', key: 'c', windowMs: 60, delayMs: 0, includesCurrent: false, aggregate, spec: {}, ...more };
}

it('searches a window once and scans it once for all aggregates that share a state', () => {
  const reads: readonly CounterRead[] = [
    read('sum', { of: 'x' }),
    read('mean', { of: 'x' }),
    read('max', { of: 'y' }),
    read('count', { windowMs: 90, delayMs: 10 }),
    read('seen', { of: 'x' }),
    read('seen', { of: 'x' }),
    read('count', { keyField: 'device' }),
    { group: 'g/1', node: 'card:c', measure: 'size', spec: {} },
  ];
  const { keys, groups } = planReads(reads);
  expect(groups).toEqual([7]);
  expect(keys.map(({ keyField, place, reachMs }) => [keyField, place, reachMs])).toEqual([
    ['card', 0, 100],
    ['device', 6, 60],
  ]);
  const places = keys[0]!.windows.map(({ scans }) => scans.map(({ outputs }) => outputs.map(({ place }) => place)));
  expect(places).toEqual([[[0, 1], [2], [4], [5]], [[3]]]);
});

it('plans the reads of a catalogue once for each form, and others each time', () => {
  const planner = new ReadPlanner();
  const [one, other] = [read('sum', { of: 'x' }), read('count')];
  const whole = planner.plan([one, other]);
  expect(
    planner.plan([
      { ...one, key: 'd' },
      { ...other, key: 'd' },
    ]),
  ).toBe(whole);
  expect(planner.plan([other])).not.toBe(whole);
  expect(planner.plan([one, other])).toBe(whole);
  const bare = [read('count', { spec: undefined })];
  expect(planner.plan(bare)).not.toBe(planner.plan(bare));
});
