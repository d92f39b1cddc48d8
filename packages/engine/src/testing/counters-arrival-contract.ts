import { describe, expect, it } from 'vitest';
import type { CounterEvent, EventLabel, GroupRead } from '../features/counter-read.js';
import type { Counters } from '../ports.js';
import { ask, event, HOUR, read, T } from './counter-samples.js';

const GROUP = 'user+device/2';

function labelOf({ id, atMs, keys, links = {} }: CounterEvent, isPositive: boolean): EventLabel {
  return { eventId: id, atMs, keys, links, isPositive };
}

/** An event that joins nodes and is kept under no key. */
function linking(offsetMs: number, ...nodes: readonly string[]): CounterEvent {
  return event(offsetMs, {}, { keys: {}, links: { [GROUP]: nodes } });
}

function group(measure: GroupRead['measure'], node: string, more: Partial<GroupRead> = {}): GroupRead {
  return { group: GROUP, node, measure, ...more };
}

/** The part of the contract that is about what comes when: events that ask, labels, groups. */
export function arrivalContract(name: string, makeCounters: () => Counters | Promise<Counters>): void {
  const filled = async (...events: readonly CounterEvent[]): Promise<Counters> => {
    const counters = await makeCounters();
    for (const added of events) await counters.add('flow', added);
    return counters;
  };

  describe(`${name}: an event that asks`, () => {
    it('is counted by the same step, and does not see itself', async () => {
      const counters = await makeCounters();
      const answers = await Promise.all([0, 1, 2].map((offsetMs) => counters.observe('flow', event(offsetMs), [read('count')])));
      expect(answers.map(({ values }) => values)).toEqual([[0], [1], [2]]);
      expect(await ask(counters, [read('count')], T + 2)).toEqual([3]);
    });

    it('sees itself where the read says so', async () => {
      const counters = await filled(event(-1, { x: 1 }));
      const reads = [read('count', { includesCurrent: true }), read('sum', { of: 'x', includesCurrent: true }), read('sum', { of: 'x' })];
      expect((await counters.observe('flow', event(0, { x: 10 }), reads)).values).toEqual([2, 11, 1]);
    });

    it('sees others of the very same time that came before', async () => {
      const counters = await filled(event(0, { x: 1 }, { id: 'a' }), event(0, { x: 2 }, { id: 'z' }));
      const own = event(0, { x: 4 }, { id: 'm' });
      const reads = [read('count'), read('sum', { of: 'x' }), read('sum', { of: 'x', includesCurrent: true })];
      expect((await counters.observe('flow', own, reads)).values).toEqual([2, 3, 7]);
    });

    it('is answered the same when it asks again', async () => {
      const counters = await filled(event(-1));
      const first = await counters.observe('flow', event(0), [read('count')]);
      expect((await counters.observe('flow', event(0), [read('count')])).values).toEqual(first.values);
      expect(await ask(counters, [read('count')])).toEqual([2]);
    });

    it('is not in a window of a key that it does not have', async () => {
      const counters = await filled(event(-1));
      const elsewhere = event(0, {}, { keys: { deviceId: 'd1' } });
      expect((await counters.observe('flow', elsewhere, [read('count', { includesCurrent: true })])).values).toEqual([1]);
    });

    it('gets sequences that grow with what arrives', async () => {
      const counters = await makeCounters();
      const sequences = [
        await counters.add('flow', event(0)),
        (await counters.observe('flow', event(-1), [])).sequence,
        await counters.label('flow', labelOf(event(0), true)),
        (await counters.observe('flow', event(1), [read('count')])).sequence,
        await counters.add('flow', event(2)),
      ];
      expect(sequences.every((sequence) => Number.isSafeInteger(sequence))).toBe(true);
      expect(sequences.toSorted((a, b) => a - b)).toEqual(sequences);
      expect(new Set(sequences).size).toBe(5);
    });
  });

  describe(`${name}: labels`, () => {
    const events = [event(-4, { x: 1 }), event(-3, { x: 2 }), event(-2, { x: 1 }), event(-1, { x: 2 })];

    it('make a share of the window, from when they are known', async () => {
      const counters = await filled(...events);
      expect(await ask(counters, [read('fraudShare')])).toEqual([0]);
      await counters.label('flow', labelOf(events[1]!, true));
      await counters.label('flow', labelOf(events[2]!, false));
      const where = { fact: 'x', operator: 'equal', value: 2 } as const;
      expect(await ask(counters, [read('fraudShare'), read('fraudShare', { where }), read('fraudShare', { windowMs: 3 })])).toEqual([
        0.25, 0.5, 0,
      ]);
    });

    it('change with the last that came', async () => {
      const counters = await filled(...events);
      for (const isPositive of [true, true, false]) await counters.label('flow', labelOf(events[0]!, isPositive));
      expect(await ask(counters, [read('fraudShare')])).toEqual([0]);
      await counters.label('flow', labelOf(events[0]!, true));
      expect(await ask(counters, [read('fraudShare')])).toEqual([0.25]);
    });

    it('stay where they are when events come in between, late and again', async () => {
      const counters = await filled(events[3]!, events[1]!);
      await counters.label('flow', labelOf(events[1]!, true));
      for (const added of [events[0]!, events[1]!, events[2]!, event(-5)]) await counters.add('flow', added);
      const reads = [read('fraudShare'), read('fraudShare', { windowMs: 4 }), read('fraudShare', { windowMs: 3 })];
      expect(await ask(counters, reads)).toEqual([1 / 5, 1 / 3, 0]);
    });

    it('of an event that was never counted change nothing', async () => {
      const counters = await filled(...events);
      for (const unknown of [event(-9), event(-4, {}, { id: 'other' })]) await counters.label('flow', labelOf(unknown, true));
      await counters.label('other', labelOf(events[0]!, true));
      expect(await ask(counters, [read('fraudShare'), read('count')])).toEqual([0, 4]);
    });
  });

  describe(`${name}: groups`, () => {
    it('are what came together, directly or through others', async () => {
      const counters = await filled(linking(-5, 'user:a', 'device:1'), linking(-4, 'user:b', 'device:2'), linking(-3, 'user:c'));
      const reads = ['user:a', 'device:2', 'user:c', 'user:nobody'].map((node) => group('size', node));
      expect(await ask(counters, reads)).toEqual([2, 2, 1, 0]);
      await counters.add('flow', linking(-2, 'user:a', 'device:2'));
      expect(await ask(counters, reads)).toEqual([4, 4, 1, 0]);
      expect(await ask(counters, [group('size', 'user:a', { of: 'user' })])).toEqual([2]);
      expect(await ask(counters, reads, T, 'other')).toEqual([0, 0, 0, 0]);
    });

    it('count the event that asks', async () => {
      const counters = await filled(linking(-5, 'user:a', 'device:1'));
      expect((await counters.observe('flow', linking(0, 'user:b', 'device:1'), [group('size', 'user:b')])).values).toEqual([3]);
    });

    it('do not grow by a hub, and keep what it joined before it was one', async () => {
      const counters = await filled(...['a', 'b', 'c', 'd'].map((user, index) => linking(index - 9, `user:${user}`, 'device:1')));
      const reads = ['user:a', 'user:b', 'user:c', 'user:d', 'device:1'].map((node) => group('size', node));
      expect(await ask(counters, reads)).toEqual([3, 3, 1, 1, 3]);
      await counters.add('flow', linking(-2, 'user:c', 'device:2'));
      await counters.add('flow', linking(-1, 'user:d', 'device:2'));
      expect(await ask(counters, reads)).toEqual([3, 3, 3, 3, 3]);
    });

    it('tell who was first met of late, by the earliest event', async () => {
      const counters = await filled(
        linking(-1, 'user:b', 'device:1'),
        linking(-2 * HOUR, 'user:a', 'device:1'),
        linking(-2, 'user:c', 'device:1'),
      );
      const growth = (windowMs: number, atMs = T) => ask(counters, [group('growth', 'user:a', { windowMs })], atMs);
      expect(await growth(HOUR)).toEqual([1]);
      expect(await growth(3 * HOUR)).toEqual([3]);
      expect(await growth(2 * HOUR)).toEqual([1]);
      expect(await growth(HOUR, T - 2)).toEqual([0]);
    });

    it('tell the share of members that were in a fraud', async () => {
      const [first, second] = [linking(-5, 'user:a', 'device:1'), linking(-4, 'user:b', 'device:1')];
      const counters = await filled(first, second);
      const share = () => ask(counters, [group('fraudShare', 'user:b'), group('fraudShare', 'user:b', { of: 'user' })]);
      expect(await share()).toEqual([0, 0]);
      await counters.label('flow', labelOf(first, true));
      expect(await share()).toEqual([2 / 3, 0.5]);
      await counters.label('flow', labelOf(second, true));
      await counters.label('flow', labelOf(first, false));
      expect(await share()).toEqual([2 / 3, 0.5]);
      await counters.label('flow', labelOf(second, false));
      expect(await share()).toEqual([0, 0]);
    });
  });
}
