import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ListedHistory } from '../testing/redis-counters-under-test.js';
import type { HistoryItem } from './history-source.js';
import { HistoryJournal } from './history-journal.js';

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
