import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../open-store.js';
import { runningDatabaseUrl } from './running-database.js';

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gavel-running-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

it('finds the embedded database while a process has it running, and only then', async () => {
  expect(runningDatabaseUrl(dataDir)).toBeUndefined();
  const store = await openStore({ dataDir });
  // On Windows it listens on a port behind a password, and nobody is told.
  expect(runningDatabaseUrl(dataDir)).toBe(process.platform === 'win32' ? undefined : store.databaseUrl);
  const beside = await openStore({ databaseUrl: store.databaseUrl, dataDir });
  await expect(beside.log.countRecorded('none', {})).resolves.toBe(0);
  await beside.close();
  await store.close();
  expect(runningDatabaseUrl(dataDir)).toBeUndefined();
});
