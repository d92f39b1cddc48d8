import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startRedis, type RedisServer } from '../packages/store/src/testing/redis-server.js';
import { makeWorkplace, startService, type Service, type Workplace } from './support/start-service.js';

vi.setConfig({ testTimeout: 120_000 });

let redis: RedisServer;
let workplace: Workplace;
let service: Service;
beforeAll(async () => {
  [redis, workplace] = await Promise.all([startRedis(), makeWorkplace()]);
  service = await startService(workplace, { REDIS_URL: redis.url });
});
afterAll(async () => {
  await service.stop();
  await redis.stop();
  await workplace.remove();
});

const FLOW = '/v1/flows/card-fraud';

async function decided(): Promise<{ readonly outcome: string; readonly degraded: readonly string[] }> {
  const { example } = (await (await fetch(`${service.url}${FLOW}`)).json()) as { example: Record<string, unknown> };
  const id = `redis-${Math.round(performance.now() * 1000)}`;
  const body = JSON.stringify({ ...example, transactionId: id });
  const response = await fetch(`${service.url}${FLOW}/decisions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const answer = (await response.json()) as { outcome: string; degraded: readonly string[] };
  expect(response.ok).toBe(true);
  return answer;
}

const history = async (): Promise<unknown> => {
  const health = (await (await fetch(`${service.url}/health`)).json()) as { counters: Record<string, unknown> };
  return health.counters['card-fraud'];
};

it('goes on deciding without Redis, and builds history again from PostgreSQL when it is back, empty', async () => {
  expect(await history()).toMatchObject({ store: 'redis', state: 'whole' });
  await decided();
  await redis.kill();
  await vi.waitFor(async () => expect(await history()).toMatchObject({ state: 'unreachable' }), 60_000);
  expect((await decided()).degraded).toContain('features:redis');
  await redis.restart();
  await vi.waitFor(async () => expect(await history()).toMatchObject({ state: 'whole' }), { timeout: 60_000, interval: 200 });
  expect(await redis.command('KEYS *:k:*')).toContain('{gavel:card-fraud}');
});
