import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startRedis, type RedisServer } from '../../../../packages/store/src/testing/redis-server.js';
import { sampleRequest, startSample, type SampleService } from '../testing/sample-service.js';

vi.setConfig({ testTimeout: 60_000 });

/** For a machine that does something else too. */
const PATIENT = { timeoutMs: 3000, connectTimeoutMs: 2000, settleMs: 500, sweepEveryMs: 500 };

let server: RedisServer;
const services: SampleService[] = [];
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());
afterEach(async () => {
  server.resume();
  await Promise.all(services.splice(0).map((one) => one.close()));
  await server.command('FLUSHALL');
});

async function service(log?: SampleService['decisionLog']): Promise<SampleService> {
  const started = await startSample({
    environment: { REDIS_URL: server.url },
    redisLimits: PATIENT,
    ...(log === undefined ? {} : { log }),
  });
  services.push(started);
  return started;
}

let payments = 0;
async function pay(to: SampleService): Promise<{ payments: unknown; degraded: readonly string[] }> {
  payments += 1;
  const eventTime = new Date(Date.parse('2026-05-04T11:00:00Z') + payments * 1000).toISOString();
  const answer = await to.post(sampleRequest({ paymentId: `r-${payments}`, eventTime }));
  expect(answer.status).toBe(200);
  const { facts } = to.decisionLog.records.at(-1)!;
  return { payments: facts.features['paymentsLastHour'], degraded: facts.degraded };
}

describe('history in Redis', () => {
  it('is one for all replicas', async () => {
    const one = await service();
    const two = await service(one.decisionLog);
    expect((await pay(one)).payments).toBe(0);
    expect((await pay(two)).payments).toBe(1);
    expect((await pay(one)).payments).toBe(2);
    const health = await two.get('/health');
    expect(health.body.counters.sample).toMatchObject({ store: 'redis', state: 'whole' });
    const { text } = await two.get('/metrics');
    expect(text).toMatch(/gavel_history_whole\{flow="sample"\} 1/);
    expect(text).toMatch(/gavel_redis_up 1/);
    expect(text).toMatch(/gavel_redis_round_trip_seconds_count [1-9]/);
  });

  it('is missing, and told so, while Redis hangs, and whole afterwards, by itself', async () => {
    const one = await service();
    await pay(one);
    server.pause();
    for (let times = 0; times < 5; times += 1) expect(await pay(one)).toEqual({ payments: undefined, degraded: ['features:redis'] });
    const health = await one.get('/health');
    expect(health.body).toMatchObject({ status: 'degraded', notes: [expect.stringContaining('history of sample is unreachable')] });
    server.resume();
    await vi.waitFor(async () => expect((await one.get('/health')).body.counters.sample.state).toBe('whole'), 30_000);
    expect((await pay(one)).payments).toBe(6);
  });

  it('is built from the decision log after a flush', async () => {
    const one = await service();
    for (let times = 0; times < 3; times += 1) await pay(one);
    await server.command('FLUSHALL');
    expect(await pay(one)).toEqual({ payments: undefined, degraded: ['features:redis'] });
    await vi.waitFor(async () => expect((await one.get('/health')).body.counters.sample.state).toBe('whole'), 30_000);
    expect((await pay(one)).payments).toBe(4);
  });
});

it('starts without Redis, and decides without history', async () => {
  const gone = await startRedis();
  await gone.stop();
  const started = await startSample({ environment: { REDIS_URL: gone.url } });
  services.push(started);
  expect(await pay(started)).toEqual({ payments: undefined, degraded: ['features:redis'] });
});
