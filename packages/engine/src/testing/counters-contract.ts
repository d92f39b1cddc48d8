import { describe, expect, it } from 'vitest';
import type { Scalar } from '../contract/json.js';
import type { CounterEvent, WindowRead } from '../features/counter-read.js';
import { haversineKm } from '../features/haversine-km.js';
import type { Counters } from '../ports.js';
import { ask, event, HOUR, MINUTE, read, T } from './counter-samples.js';
import { arrivalContract } from './counters-arrival-contract.js';

const BERLIN = { lat: 52.52, lon: 13.405 };
const PARIS = { lat: 48.8566, lon: 2.3522 };

const AGGREGATES_OF_NOTHING = [
  ['count', 0],
  ['sum', 0],
  ['mean', undefined],
  ['min', undefined],
  ['max', undefined],
  ['distinct', 0],
  ['last', undefined],
  ['seen', false],
  ['sinceLast', undefined],
  ['distance', undefined],
  ['speed', undefined],
  ['stddev', undefined],
  ['zScore', undefined],
  ['quantile', undefined],
  ['streak', 0],
  ['fraudShare', 0],
] as const;

async function readOne(counters: Counters, one: WindowRead, atMs = T): Promise<unknown> {
  return (await ask(counters, [one], atMs))[0];
}

/** What every implementation of `Counters` must do. Call it in a test file, with a maker of empty counters. */
export function countersContract(name: string, makeCounters: () => Counters | Promise<Counters>): void {
  const filled = async (...events: readonly CounterEvent[]): Promise<Counters> => {
    const counters = await makeCounters();
    for (const added of events) await counters.add('flow', added);
    return counters;
  };

  describe(`${name}: what is counted`, () => {
    it.each(AGGREGATES_OF_NOTHING)('%s of a key without history is %s', async (aggregate, value) => {
      expect(await readOne(await filled(), read(aggregate, { of: 'x', current: BERLIN }))).toBe(value);
    });

    it.each(AGGREGATES_OF_NOTHING)('%s of an empty window is %s', async (aggregate, value) => {
      const counters = await filled(event(-2 * HOUR, { x: 1 }), event(HOUR, { x: 1 }));
      expect(await readOne(counters, read(aggregate, { of: 'x', current: 1 }))).toBe(value);
    });

    it('counts from after the start of the window up to the very time of the event', async () => {
      const counters = await filled(event(-HOUR - 1), event(-HOUR), event(-HOUR + 1), event(-1), event(0), event(1));
      expect(await readOne(counters, read('count'))).toBe(3);
    });

    it('counts over a window that ended before the event', async () => {
      const counters = await filled(event(-2 * HOUR), event(-2 * HOUR + 1), event(-HOUR), event(-HOUR + 1), event(0));
      expect(await readOne(counters, read('count', { delayMs: HOUR }))).toBe(2);
    });

    it('keeps flows, key fields and keys apart', async () => {
      const counters = await filled(event(-1), event(-2, {}, { keys: { cardId: 'c2' } }), event(-3, {}, { keys: { deviceId: 'c1' } }));
      await counters.add('other', event(-4));
      expect(await readOne(counters, read('count'))).toBe(1);
      expect(await readOne(counters, read('count', { keyField: 'deviceId' }))).toBe(1);
      expect(await ask(counters, [read('count')], T, 'other')).toEqual([1]);
      expect(await ask(counters, [read('count')], T, 'third')).toEqual([0]);
    });

    it('counts an event under each of its keys', async () => {
      const counters = await filled(event(-1, {}, { keys: { cardId: 'c1', deviceId: 'd1' } }));
      expect(await readOne(counters, read('count'))).toBe(1);
      expect(await readOne(counters, read('count', { keyField: 'deviceId', key: 'd1' }))).toBe(1);
    });

    it('takes any text as a key', async () => {
      const odd = ['', '__proto__', 'constructor', 'a:b|c', 'é🙂'];
      const counters = await filled(...odd.map((key, index) => event(-1 - index, {}, { keys: { cardId: key } })));
      const counts = await ask(
        counters,
        odd.map((key) => read('count', { key })),
        T,
      );
      expect(counts).toEqual(odd.map(() => 1));
    });

    it('counts an event that is added twice once', async () => {
      const counters = await filled(event(-3), event(-2), event(-1), event(-2), event(-1), event(-3));
      expect(await readOne(counters, read('count'))).toBe(3);
    });

    it('sums and means of money are what they would be on paper', async () => {
      const transfers = [1446.3, 386.36, 1905.99, 816.2, 445.15];
      const counters = await filled(...transfers.map((x, index) => event(index - 9, { x })));
      expect(await ask(counters, [read('sum', { of: 'x' }), read('mean', { of: 'x' })])).toEqual([5000, 1000]);
    });

    it('counts different events of the same millisecond', async () => {
      const counters = await filled(event(-1, {}, { id: 'b' }), event(-1, {}, { id: 'a' }), event(-1, {}, { id: 'b' }));
      expect(await readOne(counters, read('count'))).toBe(2);
    });

    it('puts a late event where its time says', async () => {
      const counters = await filled(event(-1, { x: 'new' }), event(-3 * MINUTE, { x: 'old' }), event(-2 * MINUTE, { x: 'late' }));
      expect(await readOne(counters, read('last', { of: 'x' }))).toBe('new');
      expect(await readOne(counters, read('last', { of: 'x' }), T - MINUTE)).toBe('late');
      expect(await readOne(counters, read('count'), T - MINUTE)).toBe(2);
    });

    it('answers reads in their order, and an event without keys changes nothing by asking', async () => {
      const counters = await filled(event(-1, { x: 5 }), event(-2, { x: 7 }));
      const reads = [read('max', { of: 'x' }), read('count'), read('count', { key: 'nobody' }), read('min', { of: 'x' })];
      expect(await ask(counters, reads, T)).toEqual([7, 2, 0, 5]);
      expect(await ask(counters, reads, T)).toEqual([7, 2, 0, 5]);
      expect(await ask(counters, [], T)).toEqual([]);
    });
  });

  describe(`${name}: what is computed`, () => {
    const amounts = [event(-4, { x: 4 }), event(-3, {}), event(-2, { x: -1 }), event(-1, { x: 4 })];

    it.each([
      ['count', 4],
      ['sum', 7],
      ['mean', 7 / 3],
      ['min', -1],
      ['max', 4],
      ['distinct', 2],
      ['last', 4],
    ] as const)('%s passes over events without the value', async (aggregate, value) => {
      const one = aggregate === 'count' ? read('count') : read(aggregate, { of: 'x' });
      expect(await readOne(await filled(...amounts), one)).toBe(value);
    });

    it('gives the last value in order of time, and at one time the same whatever came first', async () => {
      const [one, other] = [event(-5, { x: 'a' }, { id: '1' }), event(-5, { x: 'b' }, { id: '2' })];
      const last = (counters: Counters) => readOne(counters, read('last', { of: 'x' }));
      const value = await last(await filled(one, other, event(-6, { x: 'c' }), event(-2, {})));
      expect(['a', 'b']).toContain(value);
      expect(await last(await filled(event(-2, {}), other, event(-6, { x: 'c' }), one))).toBe(value);
    });

    it('gives back every kind of value as the last', async () => {
      const values: readonly Scalar[] = ['é🙂', '', 0, -2.5, true, false];
      for (const value of values) expect(await readOne(await filled(event(-1, { x: value })), read('last', { of: 'x' }))).toBe(value);
    });

    it('tells values of different kinds apart', async () => {
      const counters = await filled(...['1', 1, true, 'true'].map((x, index) => event(-1 - index, { x })));
      expect(await readOne(counters, read('distinct', { of: 'x' }))).toBe(4);
    });

    it('tells whether the same value was seen', async () => {
      const counters = await filled(event(-2, { x: '1' }), event(-1, { x: 'b' }), event(-2 * HOUR, { x: 'c' }), event(1, { x: 'd' }));
      const seen = ['1', 'b', 'c', 'd', 1].map((current) => read('seen', { of: 'x', current }));
      expect(await ask(counters, seen, T)).toEqual([true, true, false, false, false]);
    });

    it('gives the spread, and where this value stands in it', async () => {
      const counters = await filled(...[2, 4, 4, 4, 5, 5, 7, 9].map((x, index) => event(-1 - index, { x })), event(-20, {}));
      const close = (expected: number): unknown => expect.closeTo(expected, 12);
      expect(await readOne(counters, read('stddev', { of: 'x' }))).toEqual(close(2));
      expect(await readOne(counters, read('zScore', { of: 'x', current: 9 }))).toEqual(close(2));
      expect(await readOne(counters, read('zScore', { of: 'x', current: 1 }))).toEqual(close(-2));
      expect(await readOne(counters, read('quantile', { of: 'x', current: 4 }))).toBe(0.5);
      expect(await readOne(counters, read('quantile', { of: 'x', current: 1 }))).toBe(0);
    });

    it('finds no spread in values that are all the same, but for rounding', async () => {
      const counters = await filled(...[0.1, 0.1, 0.1].map((x, index) => event(-1 - index, { x })));
      expect(await readOne(counters, read('stddev', { of: 'x' }))).toBe(0);
      expect(await readOne(counters, read('zScore', { of: 'x', current: 5 }))).toBeUndefined();
    });

    it('counts how many of the last in a row pass', async () => {
      const where = { fact: 'x', operator: 'lessThan', value: 5 } as const;
      const row = [1, 9, 2, 3, 4];
      const counters = await filled(...row.map((x, index) => event(index - 10, { x })), event(-2 * HOUR, { x: 1 }));
      expect(await readOne(counters, read('streak', { where }))).toBe(3);
      expect(await readOne(counters, read('streak', { where }), T - 6)).toBe(3);
      expect(await readOne(counters, read('streak', { where, windowMs: 3 }), T - 6)).toBe(3);
      expect(await readOne(counters, read('streak', { where }), T - 9)).toBe(0);
      await counters.add('flow', event(-1, {}));
      expect(await readOne(counters, read('streak', { where }))).toBe(0);
    });

    it('gives the seconds since the last event', async () => {
      expect(await readOne(await filled(event(-90_500), event(-HOUR + 1)), read('sinceLast'))).toBe(90.5);
    });

    it('gives the distance and the speed from the last position', async () => {
      const counters = await filled(event(-2 * MINUTE, { x: PARIS }), event(-30 * MINUTE, { x: BERLIN }), event(-1, {}));
      const km = haversineKm(BERLIN, PARIS);
      expect(await readOne(counters, read('distance', { of: 'x', current: BERLIN }))).toBeCloseTo(km, 9);
      expect(await readOne(counters, read('speed', { of: 'x', current: BERLIN }))).toBeCloseTo(km * 30, 6);
    });

    it('takes a speed over at least 60 s', async () => {
      const counters = await filled(event(-1000, { x: PARIS }));
      expect(await readOne(counters, read('speed', { of: 'x', current: BERLIN }))).toBeCloseTo(haversineKm(BERLIN, PARIS) * 60, 6);
    });
  });

  describe(`${name}: where`, () => {
    const events = [
      event(-4, { n: 1, s: 'a', b: true }),
      event(-3, { n: 2, s: 'b', b: false }),
      event(-2, { n: 3, s: 'a' }),
      event(-1, {}),
    ];

    it.each([
      ['n', 'equal', 2, 1],
      ['n', 'notEqual', 2, 2],
      ['n', 'lessThan', 2, 1],
      ['n', 'lessThanInclusive', 2, 2],
      ['n', 'greaterThan', 2, 1],
      ['n', 'greaterThanInclusive', 2, 2],
      ['s', 'equal', 'a', 2],
      ['s', 'notEqual', 'a', 1],
      ['b', 'equal', true, 1],
      ['b', 'notEqual', true, 1],
    ] as const)('%s %s %s: an event without the fact is not looked at', async (fact, operator, value, count) => {
      expect(await readOne(await filled(...events), read('count', { where: { fact, operator, value } }))).toBe(count);
    });

    it('goes before every aggregate', async () => {
      const counters = await filled(...events, event(-5, { n: 9, s: 'b', p: BERLIN }), event(-6, { s: 'a', p: PARIS }));
      const where = { fact: 's', operator: 'equal', value: 'b' } as const;
      const reads = (['sum', 'mean', 'min', 'max', 'distinct', 'last'] as const).map((aggregate) => read(aggregate, { of: 'n', where }));
      expect(await ask(counters, reads, T)).toEqual([11, 5.5, 2, 9, 2, 2]);
      expect(await readOne(counters, read('seen', { of: 'n', current: 1, where }))).toBe(false);
      expect(await readOne(counters, read('sinceLast', { where }))).toBe(0.003);
      const elsewhere = { ...where, value: 'a' };
      expect(await readOne(counters, read('distance', { of: 'p', current: PARIS, where: elsewhere }))).toBe(0);
    });
  });

  arrivalContract(name, makeCounters);
}
