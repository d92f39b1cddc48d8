import type { CounterEvent, Counters, WindowRead } from '@gavel/engine';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AnyFlowCounters, ListedHistory } from '../../testing/redis-counters-under-test.js';
import { startRedis, type RedisServer } from '../../testing/redis-server.js';

vi.setConfig({ testTimeout: 60_000 });

const T = Date.parse('2026-03-02T12:00:00Z');
const GROUP = 'user+device/5000';
const count: WindowRead = { keyField: 'cardId', key: 'c1', windowMs: 3_600_000, delayMs: 0, includesCurrent: false, aggregate: 'count' };
const fraud: WindowRead = { ...count, aggregate: 'fraudShare' };
const size = { group: GROUP, node: 'user:u', measure: 'size' } as const;

const cleanups: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

let steady: RedisServer;
beforeAll(async () => {
  steady = await startRedis();
});
afterAll(() => steady.stop());

let versions = 0;
const version = (): string => `k${(versions += 1)}`;

async function redis(...settings: string[]): Promise<RedisServer> {
  const server = await startRedis(...settings);
  cleanups.push(() => server.stop());
  return server;
}

async function replica(server: RedisServer, source: ListedHistory, terms: { version: string }): Promise<AnyFlowCounters> {
  const counters = await AnyFlowCounters.open({ url: server.url }, { groups: [GROUP], source, ...terms });
  cleanups.push(() => counters.close());
  void counters.follow('flow');
  return counters;
}

const event = (id: string, offsetMs: number): CounterEvent => ({
  id,
  atMs: T + offsetMs,
  keys: { cardId: 'c1' },
  values: { x: offsetMs },
  links: { [GROUP]: ['user:u', `device:${id}`] },
});

/** As the service does it: observed first, then logged with the sequence, or without one where that failed. */
async function decide(counters: Counters, source: ListedHistory, one: CounterEvent): Promise<unknown> {
  const observed = await counters.observe('flow', one, [count, size]).catch(() => undefined);
  source.items.push({ event: one, sequence: observed?.sequence ?? 0 });
  return observed?.values;
}

const asking: CounterEvent = { id: 'asking', atMs: T + 1000, keys: {}, values: {} };
const values = async (counters: Counters, reads = [count, size]): Promise<unknown> =>
  (await counters.observe('flow', asking, reads)).values;
const eventually = (counters: AnyFlowCounters, expected: unknown) =>
  vi.waitFor(async () => expect(await values(counters)).toEqual(expected), { timeout: 30_000, interval: 20 });

describe('history in Redis', () => {
  it('is built from the log where Redis knows nothing of it: events, labels and links, sequences continued', async () => {
    const source = new ListedHistory();
    for (let index = 1; index <= 300; index += 1) source.items.push({ event: event(`e${index}`, -index), sequence: index });
    const label = { eventId: 'e7', atMs: T - 7, keys: { cardId: 'c1' }, links: { [GROUP]: ['user:u', 'device:e7'] }, isPositive: true };
    // Overruled, and given again.
    for (const [index, isPositive] of [true, false, true].entries())
      source.items.push({ label: { ...label, isPositive }, sequence: 400 + index });
    const counters = await replica(steady, source, { version: version() });
    await counters.follow('flow');
    expect(await values(counters, [count, size, fraud] as never)).toEqual([300, 301, 1 / 300]);
    const { sequence } = await counters.observe('flow', event('new', 0), []);
    expect(sequence).toBeGreaterThan(400);
  });

  it('is built by one replica and read by all, the same', async () => {
    const source = new ListedHistory();
    for (let index = 1; index <= 2000; index += 1) source.items.push({ event: event(`e${index}`, -index), sequence: index });
    const terms = { version: version() };
    const replicas = await Promise.all([1, 2, 3].map(() => replica(steady, source, terms)));
    await Promise.all(replicas.map((one) => one.follow('flow')));
    for (const one of replicas) expect(await values(one)).toEqual([2000, 2001]);
    expect(await steady.command(`GET {gavel:flow}:${terms.version}:progress`)).toContain('2000/2000');
  });

  it('is not touched when a replica joins what is whole', async () => {
    const source = new ListedHistory();
    const terms = { version: version() };
    const first = await replica(steady, source, terms);
    await first.follow('flow');
    for (let index = 1; index <= 5; index += 1) await decide(first, source, event(`e${index}`, -index));
    const second = await replica(steady, source, terms);
    await second.follow('flow');
    expect(await values(second)).toEqual([5, 6]);
  });

  it('gives every decision what came before it, however many replicas ask at once', async () => {
    const source = new ListedHistory();
    const terms = { version: version() };
    const replicas = await Promise.all([1, 2, 3].map(() => replica(steady, source, terms)));
    await Promise.all(replicas.map((one) => one.follow('flow')));
    const asked = Array.from({ length: 600 }, (_, index) => replicas[index % 3]!.observe('flow', event(`e${index}`, -1), [count]));
    const answers = (await Promise.all(asked)).toSorted((a, b) => a.sequence - b.sequence);
    expect(answers.map((answer) => answer.values[0])).toEqual(answers.map((_, index) => index));
  });

  it('comes back by itself after a flush under load, and every answer is right or missing', async () => {
    const server = await redis();
    const source = new ListedHistory();
    const terms = { version: version() };
    const [one, two] = await Promise.all([replica(server, source, terms), replica(server, source, terms)]);
    await Promise.all([one.follow('flow'), two.follow('flow')]);
    let isMissing = 0;
    for (let index = 0; index < 400; index += 1) {
      if (index === 100) await server.command('FLUSHALL');
      const told = await decide(index % 2 === 0 ? one : two, source, event(`e${index}`, -1000 + index));
      if (told === undefined) {
        isMissing += 1;
        await new Promise((done) => setTimeout(done, 5));
      }
    }
    expect(isMissing).toBeGreaterThan(0);
    await eventually(one, [400, 401]);
    await eventually(two, [400, 401]);
    expect(source.items.filter(({ sequence }) => sequence === 0)).toHaveLength(isMissing);
    const given = source.items.flatMap(({ sequence }) => (sequence === 0 ? [] : [sequence]));
    expect(new Set(given).size).toBe(given.length);
  });

  it('comes back after Redis was killed and forgot everything', async () => {
    const server = await redis();
    const source = new ListedHistory();
    const counters = await replica(server, source, { version: version() });
    await counters.follow('flow');
    for (let index = 0; index < 20; index += 1) await decide(counters, source, event(`e${index}`, -100 + index));
    await server.kill();
    await vi.waitFor(() => expect(counters.redis.stats().isUp).toBe(false), 30_000);
    for (let index = 20; index < 40; index += 1) expect(await decide(counters, source, event(`e${index}`, -100 + index))).toBeUndefined();
    await server.restart();
    await eventually(counters, [40, 41]);
  });

  it('is not taken back once it is read again', async () => {
    const server = await redis();
    const source = new ListedHistory();
    const limits = { settleMs: 100 };
    const terms = { groups: [GROUP], source, version: version() };
    const replicas = await Promise.all([1, 2].map(() => AnyFlowCounters.open({ url: server.url, limits }, terms)));
    cleanups.push(...replicas.map((one) => () => one.close()));
    await Promise.all(replicas.map((one) => one.follow('flow')));
    await decide(replicas[0]!, source, event('e', -1));
    await server.command('FLUSHALL');
    const isRead = async (counters: Counters): Promise<boolean> => (await values(counters).catch(() => undefined)) !== undefined;
    const seen = replicas.map((): boolean[] => []);
    const look = async (): Promise<void> => {
      await new Promise((done) => setImmediate(done));
      for (const [index, one] of replicas.entries()) seen[index]?.push(await isRead(one));
    };
    do await look();
    while (!seen.every((each) => each.includes(false) && each.at(-1) === true));
    const untilMs = performance.now() + 500;
    while (performance.now() < untilMs) await look();
    for (const each of seen) {
      const changes = each.filter((is, index) => is !== (each[index - 1] ?? true));
      expect(changes).toEqual([false, true]);
    }
  });

  it('reads only the end of the log where a server comes back with older data', async () => {
    const server = await redis();
    const source = new ListedHistory();
    const counters = await replica(server, source, { version: version() });
    await counters.follow('flow');
    for (let index = 0; index < 30; index += 1) await decide(counters, source, event(`e${index}`, -100 + index));
    await server.command('SAVE');
    for (let index = 30; index < 50; index += 1) await decide(counters, source, event(`e${index}`, -100 + index));
    const pages = vi.spyOn(source, 'pages');
    await server.kill();
    await server.restart();
    await eventually(counters, [50, 51]);
    // The links of a decision are a step of their own.
    expect(pages.mock.calls[0]?.[0]).toMatchObject({ sequence: source.items[29]!.sequence + 1 });
    const answer = await counters.observe('flow', event('after', 0), [count]);
    expect(answer.sequence).toBeGreaterThan(source.items[49]!.sequence);
  });

  it('holds what was decided while Redis hung, once it does not any more', async () => {
    const server = await redis();
    const source = new ListedHistory();
    const counters = await AnyFlowCounters.open(
      { url: server.url, limits: { timeoutMs: 100, connectTimeoutMs: 300, keeperTimeoutMs: 300 } },
      { groups: [GROUP], source, version: version() },
    );
    cleanups.push(() => counters.close());
    await counters.follow('flow');
    for (let index = 0; index < 10; index += 1) await decide(counters, source, event(`e${index}`, -100 + index));
    server.pause();
    cleanups.push(() => server.resume());
    for (let index = 10; index < 30; index += 1) expect(await decide(counters, source, event(`e${index}`, -100 + index))).toBeUndefined();
    server.resume();
    await eventually(counters, [30, 31]);
  });

  it('adds what was not counted although history is whole, sooner or later', async () => {
    const source = new ListedHistory();
    const counters = await replica(steady, source, { version: version() });
    await counters.follow('flow');
    source.items.push({ event: event('elsewhere', -5), sequence: 0 });
    await eventually(counters, [1, 2]);
    expect((await counters.observe('flow', asking, [count])).values).toEqual([1]);
  });

  it('is read where all keys of a decision must lie on one node', async () => {
    const server = await redis('--cluster-enabled', 'yes');
    await server.command('CLUSTER ADDSLOTSRANGE 0 16383');
    await vi.waitFor(async () => expect(await server.command('CLUSTER INFO')).toContain('cluster_state:ok'), 30_000);
    const source = new ListedHistory();
    const counters = await replica(server, source, { version: version() });
    await counters.follow('flow');
    for (let index = 0; index < 5; index += 1) await decide(counters, source, event(`e${index}`, -100 + index));
    expect(await values(counters)).toEqual([5, 6]);
  });
});
