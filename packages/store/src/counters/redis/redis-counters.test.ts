import { countersContract } from '@gavel/engine/testing';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { AnyFlowCounters } from '../../testing/redis-counters-under-test.js';
import { startRedis, type RedisServer } from '../../testing/redis-server.js';

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

const open: AnyFlowCounters[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((counters) => counters.close()));
});

let version = 0;
countersContract('RedisCounters', async () => {
  version += 1;
  const counters = await AnyFlowCounters.open({ url: server.url }, { version: `v${version}` });
  open.push(counters);
  return counters;
});
