import type { Catalogue, Counters } from '@gavel/engine';
import { answersTo, arbitraryArrivals, arbitraryCatalogue, differenceOf, FakeCounters, RANDOM_FLOW } from '@gavel/engine/testing';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ListedHistory, PATIENT } from '../../testing/redis-counters-under-test.js';
import { startRedis, type RedisServer } from '../../testing/redis-server.js';
import { needsOf } from './kept-fields.js';
import { RedisCounters } from './redis-counters.js';

let server: RedisServer;
let replicas: RedisCounters[];
beforeAll(async () => {
  server = await startRedis();
  replicas = await Promise.all(
    [1, 500_000, 2].map((maxKnownLogs) => RedisCounters.open({ url: server.url, limits: { ...PATIENT, maxKnownLogs } })),
  );
});
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.close()));
  await server.stop();
});

/** Each call goes to the next replica: one that has read all, and two that have forgotten nearly all by the next. */
function inTurn(): Counters {
  let call = 0;
  const next = (): RedisCounters => replicas[(call += 1) % replicas.length]!;
  return {
    observe: (flow, event, reads) => next().observe(flow, event, reads),
    add: (flow, event) => next().add(flow, event),
    label: (flow, label) => next().label(flow, label),
  };
}

let versions = 0;
async function followed<T>(catalogue: Catalogue, work: () => Promise<T>): Promise<T> {
  const terms = { ...needsOf(catalogue), version: `v${(versions += 1)}`, source: new ListedHistory() };
  const flows = replicas.map((replica) => {
    const flow = replica.follow(RANDOM_FLOW.name, terms);
    replica.serve(flow);
    return flow;
  });
  await Promise.all(flows.map((flow) => flow.whole()));
  const done = await work();
  await Promise.all(flows.map((flow) => flow.close()));
  return done;
}

it('answers what a naive scan answers, whichever replica is asked, on any catalogue and any stream out of order', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryCatalogue, arbitraryArrivals({ maxLength: 60 }), async (catalogue, arrivals) => {
      const got = await followed(catalogue, () => answersTo(inTurn(), catalogue, arrivals));
      expect(differenceOf(got, await answersTo(new FakeCounters(), catalogue, arrivals))).toBeUndefined();
    }),
    { numRuns: 30 },
  );
}, 120_000);
