import { readsFor, requestEvent, type Catalogue, type CounterEvent, type CounterRead } from '@gavel/engine';
import { needsOf, RedisCounters } from '@gavel/store';
import { startRedis, type RedisServer } from '../../../packages/store/src/testing/redis-server.js';
import type { Metrics } from '../metrics.js';
import { figure, table } from '../table.js';
import { FORTY_FLOW, fortyFeatures, payments } from './forty-features.js';

const IN_FLIGHT = 50;
const WARM = 30_000;
const MEASURED = 30_000;
const ROUNDS = 3;

interface Asked {
  readonly event: CounterEvent;
  readonly reads: readonly CounterRead[];
}

interface Round {
  readonly perS: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU of a decision: of this process, and of Redis. */
  readonly ownUs: number;
  readonly redisUs: number;
}

/** Decisions a second with forty features on four keys in Redis: one round trip each, fifty on their way. The best of some rounds. */
export async function redisPart(seed: number): Promise<Metrics> {
  const server = await startRedis();
  try {
    const catalogue = fortyFeatures();
    const counters = await followed(server, catalogue);
    const stream = asked(seed, catalogue);
    await drive(counters, stream.slice(0, WARM), server);
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const from = WARM + round * MEASURED;
      rounds.push(await drive(counters, stream.slice(from, from + MEASURED), server));
    }
    await counters.close();
    print(rounds);
    const best = rounds.toSorted((a, b) => b.perS - a.perS)[0];
    if (best === undefined) throw new Error('nothing was measured');
    return {
      redis_decisions_per_s: Math.round(best.perS),
      redis_p50_ms: best.p50Ms,
      redis_p99_ms: best.p99Ms,
      redis_cpu_us: Math.min(...rounds.map(({ redisUs }) => redisUs)),
      redis_client_cpu_us: Math.min(...rounds.map(({ ownUs }) => ownUs)),
    };
  } finally {
    await server.stop();
  }
}

async function followed(server: RedisServer, catalogue: Catalogue): Promise<RedisCounters> {
  const counters = await RedisCounters.open({ url: server.url, limits: { timeoutMs: 5000 } });
  const source = { pages: async function* () {}, count: async () => 0 };
  const flow = counters.follow(FORTY_FLOW.name, { ...needsOf(catalogue), version: 'bench', source });
  counters.serve(flow);
  await flow.whole();
  return counters;
}

/** Made before the clock runs: what a decision costs besides is not asked here. */
function asked(seed: number, catalogue: Catalogue): readonly Asked[] {
  const events = WARM + ROUNDS * MEASURED;
  return [...payments(seed, { events, customers: 20_000, merchants: 2000, days: 30 })].map(({ atMs, request }) => ({
    event: requestEvent(catalogue, request, atMs),
    reads: readsFor(catalogue, request).counterReads,
  }));
}

async function drive(counters: RedisCounters, stream: readonly Asked[], server: RedisServer): Promise<Round> {
  const waits: number[] = [];
  let next = 0;
  const redisBefore = await cpuSeconds(server);
  const before = process.cpuUsage();
  const startMs = performance.now();
  const work = async (): Promise<void> => {
    for (let one = stream[next++]; one !== undefined; one = stream[next++]) {
      const askedMs = performance.now();
      const { values } = await counters.observe(FORTY_FLOW.name, one.event, one.reads);
      waits.push(performance.now() - askedMs);
      if (values.length !== one.reads.length) throw new Error('answers are missing');
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  const tookMs = performance.now() - startMs;
  const own = process.cpuUsage(before);
  const sorted = waits.toSorted((a, b) => a - b);
  return {
    perS: (stream.length / tookMs) * 1000,
    p50Ms: sorted[Math.floor(sorted.length * 0.5)] ?? Number.NaN,
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
    ownUs: (own.user + own.system) / stream.length,
    redisUs: (((await cpuSeconds(server)) - redisBefore) / stream.length) * 1e6,
  };
}

async function cpuSeconds(server: RedisServer): Promise<number> {
  const text = await server.command('INFO cpu');
  const field = (name: string): number => Number(new RegExp(`${name}:([\\d.]+)`).exec(text)?.[1] ?? 0);
  return field('used_cpu_user') + field('used_cpu_sys');
}

function print(rounds: readonly Round[]): void {
  const rows = rounds.map(({ perS, p50Ms, p99Ms, ownUs, redisUs }, index) => [
    String(index + 1),
    ...[perS, p50Ms, p99Ms, ownUs, redisUs].map(figure),
  ]);
  const heading = ['round', 'decisions/s', 'p50 ms', 'p99 ms', 'CPU µs here', 'CPU µs in Redis'];
  process.stdout.write(`40 windowed features on 4 keys in Redis, ${IN_FLIGHT} in flight\n${table(heading, rows)}\n\n`);
}
