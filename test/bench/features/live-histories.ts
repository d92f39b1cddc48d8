import type { Counters, HistoryEntry, Policy } from '@gavel/engine';
import { recount } from '@gavel/engine';
import { InProcessCounters, logHistory, needsOf, RedisCounters } from '@gavel/store';
import { startRedis } from '../../../packages/store/src/testing/redis-server.js';

/** A history that decisions are served from, wherever it is kept. */
export interface LiveHistory {
  /** Who takes the event with this index: replicas take turns. */
  at(index: number): Counters;
  /** Forgets everything, and builds it again from what had arrived. */
  restart(arrived: readonly HistoryEntry[]): Promise<void>;
  close(): Promise<void>;
}

/** In process: fresh counters that count again. */
export function inProcessHistory({ flow, catalogue }: Policy): LiveHistory {
  let counters = new InProcessCounters();
  return {
    at: () => counters,
    restart: async (arrived) => {
      counters = new InProcessCounters();
      for (const entry of arrived) await recount(counters, { flow: flow.name, catalogue }, entry);
      counters.continueAfter(flow.name, arrived.at(-1)?.sequence ?? 0);
    },
    close: async () => undefined,
  };
}

/** Two replicas on one Redis, which is flushed in the middle. */
export async function redisHistory(policy: Policy): Promise<LiveHistory> {
  const server = await startRedis();
  let replicas = [await replica(server.url, policy, []), await replica(server.url, policy, [])];
  const closeAll = async (): Promise<void> => void (await Promise.all(replicas.map((each) => each.close())));
  return {
    at: (index) => replicas[index % replicas.length]!,
    restart: async (arrived) => {
      await closeAll();
      await server.command('FLUSHALL');
      replicas = [await replica(server.url, policy, arrived), await replica(server.url, policy, arrived)];
    },
    close: async () => {
      await closeAll();
      await server.stop();
    },
  };
}

async function replica(url: string, { flow, catalogue }: Policy, arrived: readonly HistoryEntry[]): Promise<RedisCounters> {
  const counters = await RedisCounters.open({ url, limits: { timeoutMs: 5000 } });
  const log = {
    countRecorded: async () => arrived.length,
    historyAfter: async function* (_flow: string, after: { readonly sequence: number }) {
      for (const entry of arrived) {
        const { sequence } = entry;
        if (sequence > after.sequence) yield { entry, position: { sequence, unplaced: {} } };
      }
    },
  };
  const followed = counters.follow(flow.name, {
    ...needsOf(catalogue),
    version: 'bench',
    source: logHistory(log, { flow: flow.name, catalogue }),
  });
  counters.serve(followed);
  await followed.whole();
  return counters;
}
