import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSnapshot, SnapshotUnusableError, writeSnapshot } from './snapshot-file.js';

let dir: string;
let path: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gavel-snapshot-'));
  path = join(dir, 'counters.snapshot');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const HEAD = { flow: 'card-fraud', catalogue: 'abc', position: { sequence: 12 } };
const RECORDS = Array.from({ length: 5000 }, (_, index) => Buffer.alloc(index % 700, index));

const digest = (records: readonly Buffer[]): string =>
  createHash('sha1')
    .update(records.map((record) => record.toString('hex')).join())
    .digest('hex');

async function read(): Promise<readonly Buffer[]> {
  const snapshot = await openSnapshot(path);
  const records: Buffer[] = [];
  try {
    for await (const block of snapshot!.blocks()) records.push(...block);
  } finally {
    await snapshot!.close();
  }
  return records;
}

it('gives back what was written', async () => {
  const bytes = await writeSnapshot(path, HEAD, RECORDS);
  const snapshot = await openSnapshot(path);
  expect(snapshot).toMatchObject({ head: HEAD, bytes });
  await snapshot!.close();
  expect(digest(await read())).toBe(digest(RECORDS));
});

it('may hold nothing', async () => {
  await writeSnapshot(path, HEAD, []);
  expect(await read()).toEqual([]);
});

it('says that there is none', async () => {
  expect(await openSnapshot(path)).toBeUndefined();
});

it('leaves the old one where a new one cannot be written', async () => {
  await writeSnapshot(path, HEAD, RECORDS);
  const broken = (function* () {
    yield Buffer.alloc(3_000_000);
    throw new Error('no more');
  })();
  await expect(writeSnapshot(path, { ...HEAD, flow: 'other' }, broken)).rejects.toThrow('no more');
  expect(digest(await read())).toBe(digest(RECORDS));
  expect(await readdir(dir)).toEqual(['counters.snapshot']);
});

it.each([0, 5, 11, 13, 40, 500_000, -1, -9])('refuses one that was cut at %d', async (length) => {
  const bytes = await writeSnapshot(path, HEAD, RECORDS);
  await truncate(path, length < 0 ? bytes + length : length);
  await expect(read()).rejects.toThrow(SnapshotUnusableError);
});

it.each([0, 3, 12, 16, 20, 30, 300, 900_000])('refuses one with another byte at %d', async (at) => {
  await writeSnapshot(path, HEAD, RECORDS);
  const bytes = await readFile(path);
  bytes[at]! ^= 0x40;
  await writeFile(path, bytes);
  await expect(read()).rejects.toThrow(SnapshotUnusableError);
});

it('refuses what is no snapshot at all', async () => {
  await writeFile(path, JSON.stringify({ hello: 'world, this is some other file' }));
  await expect(read()).rejects.toThrow('no snapshot');
});
