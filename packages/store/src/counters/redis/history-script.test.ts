import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startRedis, type RedisServer } from '../../testing/redis-server.js';
import { APPEND, EXPIRE, IF_ABSENT, packQuestion, READ, UNREAD, type AskedLog, type Entry } from './history-question.js';
import { readReply, type HistoryReply } from './history-reply.js';
import { HISTORY_SCRIPT } from './history-script.js';
import { RedisLink } from './redis-link.js';

const TERMS = { token: 't@1', isKeeper: false, sequenceFloor: 0, keepForS: 1000, maxLogBytes: 200 };
const BOTH = APPEND + READ;

let server: RedisServer;
let link: RedisLink;

beforeAll(async () => {
  server = await startRedis();
  link = new RedisLink({ url: server.url, timeoutMs: 5000, connectTimeoutMs: 5000, maxWaiting: 1000, scripts: [HISTORY_SCRIPT] });
  await link.open();
});
afterAll(async () => {
  link.close();
  await server.stop();
});
beforeEach(async () => {
  await server.command('FLUSHALL');
  await server.command('SET {f}:state wt@1');
});

const frame = (text: string): Buffer => {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([1, bytes.length >> 8, bytes.length & 255]), bytes]);
};
const log = (key: string, flags: number, known: Pick<AskedLog, 'epoch' | 'length'> = UNREAD): AskedLog => ({ key, flags, ...known });

async function ask(entries: readonly Entry[], terms = TERMS): Promise<Required<HistoryReply>> {
  const keys = ['{f}:state', '{f}:seq', '{f}:last', ...entries.flatMap(({ logs }) => logs.map(({ key }) => key))];
  const reply = await link.run(HISTORY_SCRIPT, keys, [packQuestion(entries, terms)]);
  if (!Buffer.isBuffer(reply)) throw new Error('no bytes');
  return { entries: [], ...readReply(reply, entries) };
}

describe('the history script', () => {
  it('gives each entry its sequence and what stood in its logs before it, and its own', async () => {
    const reply = await ask([
      { frame: frame('a'), logs: [log('{f}:1', BOTH), log('{f}:2', APPEND)] },
      { frame: frame('b'), logs: [log('{f}:1', BOTH), log('{f}:2', READ)] },
    ]);
    expect(reply.entries.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(reply.entries[0]!.logs.map(({ frames }) => frames)).toEqual([frame('a')]);
    expect(reply.entries[1]!.logs.map(({ frames }) => frames)).toEqual([Buffer.concat([frame('a'), frame('b')]), frame('a')]);
  });

  it('sends a replica only what it has not read, and nothing but the length where that is its own', async () => {
    const [first] = (await ask([{ frame: frame('a'), logs: [log('{f}:1', BOTH)] }])).entries;
    const { epoch, length } = first!.logs[0]!;
    const known = { epoch: Buffer.from(epoch!), length };
    const own = await ask([{ frame: frame('b'), logs: [log('{f}:1', BOTH, known)] }]);
    expect(own.entries[0]!.logs).toEqual([{ kind: 'own', length: length + 4, frames: Buffer.alloc(0) }]);
    const late = await ask([{ frame: frame('c'), logs: [log('{f}:1', BOTH, known)] }]);
    expect(late.entries[0]!.logs).toEqual([{ kind: 'tail', length: length + 8, frames: Buffer.concat([frame('b'), frame('c')]) }]);
    const look = await ask([{ frame: Buffer.alloc(0), logs: [log('{f}:1', READ, { ...known, length: length + 8 })] }]);
    expect(look.entries[0]!.logs).toMatchObject([{ kind: 'own', length: length + 8 }]);
  });

  it('sends everything to a replica that knows another epoch, and nothing of a log that is not there', async () => {
    await ask([{ frame: frame('a'), logs: [log('{f}:1', APPEND)] }]);
    const look = await ask([
      { frame: Buffer.alloc(0), logs: [log('{f}:1', READ, { epoch: Buffer.alloc(8, 9), length: 11 }), log('{f}:2', READ)] },
    ]);
    expect(look.entries[0]!.logs).toMatchObject([
      { kind: 'whole', frames: frame('a') },
      { kind: 'whole', length: 0 },
    ]);
    expect(await server.command('EXISTS {f}:2')).toBe(':0\r\n');
  });

  it('keeps bytes of every value as they are', async () => {
    const bytes = frame(Buffer.from(Array.from({ length: 128 }, (_, index) => index)).toString('latin1'));
    const high = Buffer.concat([Buffer.from([1, 0, 130]), Buffer.from(Array.from({ length: 130 }, (_, index) => 255 - index))]);
    const terms = { ...TERMS, maxLogBytes: 10_000 };
    await ask([{ frame: bytes, logs: [log('{f}:é', APPEND)] }], terms);
    const reply = await ask([{ frame: high, logs: [log('{f}:é', BOTH)] }], terms);
    expect(reply.entries[0]!.logs[0]!.frames).toEqual(Buffer.concat([bytes, high]));
  });

  it('never gives a sequence out again, also when Redis has forgotten it', async () => {
    expect((await ask([{ frame: frame('a'), logs: [] }], { ...TERMS, sequenceFloor: 41 })).entries[0]!.sequence).toBe(42);
    expect((await ask([{ frame: frame('a'), logs: [] }], { ...TERMS, sequenceFloor: 41 })).entries[0]!.sequence).toBe(43);
    const floor = 2 ** 52;
    expect((await ask([{ frame: frame('a'), logs: [] }], { ...TERMS, sequenceFloor: floor })).entries[0]!.sequence).toBe(floor + 1);
    expect((await ask([{ frame: frame('a'), logs: [] }])).entries[0]!.sequence).toBe(floor + 2);
  });

  it('drops the oldest frames of a log that is over its limit, whole ones, under a new epoch, and counts them', async () => {
    const entries = Array.from({ length: 20 }, (_, index) => ({ frame: frame(`frame-${10 + index}`), logs: [log('{f}:1', APPEND)] }));
    const { trimmed } = await ask(entries);
    expect(trimmed).toBeGreaterThan(0);
    const look = await ask([{ frame: Buffer.alloc(0), logs: [log('{f}:1', READ)] }]);
    const { frames, length } = look.entries[0]!.logs[0]!;
    expect(length).toBeLessThanOrEqual(200);
    expect(frames).toEqual(Buffer.concat(entries.slice(trimmed).map((entry) => entry.frame)));
  });

  it('appends again only what is absent, where that is asked for', async () => {
    for (const text of ['a', 'b', 'a', 'c', 'b']) await ask([{ frame: frame(text), logs: [log('{f}:1', APPEND + IF_ABSENT)] }]);
    const look = await ask([{ frame: Buffer.alloc(0), logs: [log('{f}:1', READ)] }]);
    expect(look.entries[0]!.logs[0]!.frames).toEqual(Buffer.concat(['a', 'b', 'c'].map(frame)));
  });

  it('lets a log go when nobody has used it for long enough', async () => {
    await ask([{ frame: frame('a'), logs: [log('{f}:1', APPEND)] }]);
    expect(await server.command('TTL {f}:1')).toBe(':1000\r\n');
    await ask([{ frame: frame('a'), logs: [log('{f}:1', APPEND)] }], { ...TERMS, keepForS: 5000 });
    expect(await server.command('TTL {f}:1')).toBe(':1000\r\n');
    await ask([{ frame: frame('a'), logs: [log('{f}:1', APPEND + EXPIRE)] }], { ...TERMS, keepForS: 5000 });
    expect(await server.command('TTL {f}:1')).toBe(':5000\r\n');
  });

  it('tells the state of the flow', async () => {
    expect((await ask([])).state).toBe('wt@1');
    await server.command('SET {f}:state jt@1');
    expect((await ask([{ frame: frame('a'), logs: [log('{f}:1', BOTH)] }])).entries).toHaveLength(1);
  });

  it.each([
    ['', false],
    ['wt@2', false],
    ['wt@2', true],
    ['bt@1', false],
  ])('changes nothing in a flow whose state is %o (keeper: %s)', async (state, isKeeper) => {
    await server.command(state === '' ? 'DEL {f}:state' : `SET {f}:state ${state}`);
    const reply = await ask([{ frame: frame('a'), logs: [log('{f}:1', BOTH)] }], { ...TERMS, isKeeper });
    expect(reply).toEqual({ state, trimmed: 0, entries: [] });
    expect(await server.command('EXISTS {f}:1 {f}:seq {f}:last')).toBe(':0\r\n');
  });

  it('lets the keeper add while the flow is being built', async () => {
    await server.command('SET {f}:state bt@1');
    expect((await ask([{ frame: frame('a'), logs: [log('{f}:1', APPEND)] }], { ...TERMS, isKeeper: true })).entries).toHaveLength(1);
  });

  it('is handed over again to a server that has forgotten it', async () => {
    await server.command('SCRIPT FLUSH');
    expect((await ask([{ frame: frame('a'), logs: [log('{f}:1', BOTH)] }])).entries).toHaveLength(1);
  });
});
