import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ListedHistory } from '../testing/redis-counters-under-test.js';
import type { HistoryItem } from './history-source.js';
import { HistoryJournal } from './history-journal.js';
import { InProcessCounters } from './in-process-counters.js';
import { countAgain } from './rebuild-counters.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gavel-journal-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

function item(sequence: number): HistoryItem {
  const event = {
    id: `e${sequence}`,
    atMs: sequence * 1000,
    keys: { cardId: 'c1' },
    values: { x: sequence, s: 'é"' },
    links: { g: ['a:1', 'b:2'] },
  };
  if (sequence % 5 !== 0) return { event, sequence };
  return { label: { eventId: event.id, atMs: event.atMs, keys: event.keys, isPositive: sequence % 2 === 0 }, sequence };
}

function listed(from: number, to: number, source = new ListedHistory()): ListedHistory {
  for (let sequence = from; sequence <= to; sequence += 1) source.items.push(item(sequence));
  return source;
}

const warnings: string[] = [];
const logger = { info: () => undefined, warn: (line: string) => void warnings.push(line), error: () => undefined };
const journalOf = (source: ListedHistory, version = 'v1') => new HistoryJournal({ dir, flow: 'f', version, source, logger });

async function loaded(journal: HistoryJournal): Promise<readonly HistoryItem[]> {
  const items: HistoryItem[] = [];
  await journal.load(async (one) => items.push(one));
  return items;
}

it('gives back what was written, segment after segment', async () => {
  const source = listed(1, 250);
  const journal = journalOf(source);
  journal.seen({ sequence: 250, unplaced: {} });
  expect(await journal.extend()).toBe(250);
  listed(251, 400, source);
  journal.seen({ sequence: 400, unplaced: {} });
  expect(await journal.extend()).toBe(150);
  expect(await readdir(dir)).toEqual(['000001.snapshot', '000002.snapshot']);
  const again = journalOf(source);
  expect(await loaded(again)).toEqual(source.items);
  expect(again.position).toEqual({ sequence: 400, unplaced: {} });
});

it('writes only what was there when it looked the last time, for something may come before the rest', async () => {
  const source = listed(1, 300);
  const journal = journalOf(source);
  expect(await journal.extend()).toBe(0);
  listed(301, 350, source);
  expect(await journal.extend()).toBe(300);
  expect(await journal.extend(1000)).toBe(0);
  expect(await journal.extend()).toBe(50);
});

it('uses nothing of another catalogue, and says so', async () => {
  const source = listed(1, 100);
  const journal = journalOf(source);
  journal.seen({ sequence: 100, unplaced: {} });
  await journal.extend();
  expect(await loaded(journalOf(source, 'v2'))).toEqual([]);
  expect(warnings.pop()).toMatch(/snapshot .*000001.snapshot is not used: it is of another catalogue; the decision log is read instead/);
  expect(await readdir(dir)).toEqual([]);
});

it('ends at a damaged segment, and writes on from there', async () => {
  const source = listed(1, 300);
  const journal = journalOf(source);
  for (const sequence of [100, 200, 300]) {
    journal.seen({ sequence, unplaced: {} });
    await journal.extend();
  }
  const bytes = await readFile(join(dir, '000002.snapshot'));
  bytes[bytes.length - 40]! ^= 1;
  await writeFile(join(dir, '000002.snapshot'), bytes);
  const again = journalOf(source);
  expect(await loaded(again)).toEqual(source.items.slice(0, 100));
  expect(warnings.pop()).toContain('it is damaged');
  expect(await readdir(dir)).toEqual(['000001.snapshot']);
  again.seen({ sequence: 300, unplaced: {} });
  await again.extend();
  expect(await loaded(journalOf(source))).toEqual(source.items);
});

const READ = { keyField: 'cardId', key: 'c1', windowMs: 1e9, delayMs: 0, includesCurrent: true } as const;
const READS = [
  { ...READ, aggregate: 'sum', of: 'x' },
  { ...READ, aggregate: 'distinct', of: 's' },
  { ...READ, aggregate: 'fraudShare' },
  { group: 'g/9', node: 'a:1', measure: 'size' },
] as const;

async function counted(source: ListedHistory, counters = new InProcessCounters()): Promise<InProcessCounters> {
  for (const one of source.items) await countAgain(counters, 'f', one);
  return counters;
}

async function values(counters: InProcessCounters): Promise<readonly unknown[]> {
  return (await counters.observe('f', { id: 'asks', atMs: 1e9, keys: {}, values: {} }, READS)).values;
}

const make = (): InProcessCounters => new InProcessCounters();

it('gives back counters as a base has them, and what came after it', async () => {
  const source = listed(1, 300);
  const journal = journalOf(source);
  journal.seen({ sequence: 300, unplaced: {} });
  await journal.extend();
  await journal.rebase(await counted(source), { sequence: 20_000, unplaced: { label: 3 } }, 1e9);
  expect(await readdir(dir)).toEqual(['base.snapshot']);
  const later = listed(10_001, 10_100);
  const next = journalOf(later);
  const restored = await next.restored(make);
  expect(next.position).toEqual({ sequence: 10_000, unplaced: { label: 0 } });
  next.seen({ sequence: 10_100, unplaced: {} });
  await next.extend();
  expect(await readdir(dir)).toEqual(['000001.snapshot', 'base.snapshot']);
  const last = journalOf(later);
  const again = (await last.restored(make)) ?? make();
  expect(await values(again)).toEqual(await values(await counted(source)));
  expect(await values(restored ?? make())).toEqual(await values(await counted(source)));
  expect(await last.load((one) => countAgain(again, 'f', one))).toBe(100);
  expect(await values(again)).toEqual(await values(await counted(later, await counted(source))));
});

it('leaves keys out of a base that no window reaches any more', async () => {
  const counters = make();
  await counters.observe('f', { id: 'asks', atMs: 1000, keys: {}, values: {} }, [{ ...READ, windowMs: 60_000, aggregate: 'count' }]);
  const dayMs = 86_400_000;
  for (const [index, key] of ['old', 'new', 'new'].entries())
    await counters.add('f', { id: `${index}`, atMs: index * dayMs + 1, keys: { cardId: key }, values: {} });
  const journal = journalOf(listed(1, 1));
  await journal.rebase(counters, { sequence: 3, unplaced: {} }, 1e12);
  expect((await journalOf(listed(1, 1)).restored(make))?.stats()).toMatchObject({ keys: 1, events: 2 });
});

it.each([
  ['of another catalogue', 'v2', (bytes: Buffer) => bytes, /of another catalogue/],
  [
    'of another format',
    'v1',
    (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('GAVELCTR0001', 'GAVELCTR0009'), 'latin1'),
    /no snapshot of this version/,
  ],
  ['damaged', 'v1', (bytes: Buffer) => bytes.fill(7, bytes.length - 60, bytes.length - 50), /a checksum does not fit/],
  ['cut short', 'v1', (bytes: Buffer) => bytes.subarray(0, bytes.length - 20), /cut short/],
])('uses no base that is %s, and says so', async (_what, version, spoil, why) => {
  const source = listed(1, 300);
  await journalOf(source).rebase(await counted(source), { sequence: 300, unplaced: {} }, 1e9);
  const path = join(dir, 'base.snapshot');
  await writeFile(path, spoil(await readFile(path)));
  const journal = journalOf(source, version);
  expect(await journal.restored(make)).toBeUndefined();
  expect(warnings.pop()).toMatch(why);
  expect(journal.position).toEqual({ sequence: 0, unplaced: {} });
  expect(await readdir(dir)).toEqual([]);
});

it('deletes what is there of other catalogues, once there is something of this one', async () => {
  const source = listed(1, 10);
  for (const name of ['v0', 'v1']) await mkdir(join(dir, name));
  const journal = new HistoryJournal({ dir: join(dir, 'v1'), flow: 'f', version: 'v1', source, logger });
  await journal.deleteOthers();
  expect(await readdir(dir)).toEqual(['v0', 'v1']);
  await journal.rebase(await counted(source), { sequence: 10, unplaced: {} }, 1e9);
  await journal.deleteOthers();
  expect(await readdir(dir)).toEqual(['v1']);
});
