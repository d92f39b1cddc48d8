import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadPolicy, type DecisionLog, type EventPeriod, type Policy, type RecordedDecision } from '@gavel/engine';
import { openStore, runningDatabaseUrl, StoreOpenError, type Store } from '@gavel/store';
import { CommandFailure } from '../command-failure.js';
import type { Settings } from '../config.js';
import type { DecisionSource } from './decision-source.js';

/** Recorded decisions of a flow, from DATABASE_URL or the embedded database, which may be running under the service. */
export async function openLogSource(
  settings: Pick<Settings, 'databaseUrl' | 'dataDir'>,
  flow: string,
  period: EventPeriod,
): Promise<DecisionSource> {
  const store = await openLog(settings);
  const recorded = new Map<string, Policy>();
  const notes: string[] = [];
  try {
    const total = await store.log.countRecorded(flow, period);
    return {
      title: `decisions in ${store.describe()}`,
      total,
      recorded,
      batches: batches(store.log, { flow, period, recorded, notes }),
      notes,
      close: () => store.close(),
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The store that the decision log is in; throws a failure that says where it was looked for. */
export async function openLog({ databaseUrl, dataDir }: Pick<Settings, 'databaseUrl' | 'dataDir'>): Promise<Store> {
  const url = databaseUrl ?? runningDatabaseUrl(dataDir);
  if (url === undefined && !existsSync(join(resolve(dataDir), 'postgres'))) {
    throw new CommandFailure(
      2,
      `There is no decision log in ${resolve(dataDir)}.\nName its folder with GAVEL_DATA_DIR or its server with DATABASE_URL, or take a file with --csv and --map.`,
    );
  }
  try {
    return await openStore({ dataDir, ...(url === undefined ? {} : { databaseUrl: url }) });
  } catch (error) {
    if (error instanceof StoreOpenError) throw new CommandFailure(1, error.message);
    throw error;
  }
}

interface Reading {
  readonly flow: string;
  readonly period: EventPeriod;
  readonly recorded: Map<string, Policy>;
  readonly notes: string[];
}

/** The policy of a record is fetched when it is first met, so that the record can be judged again by it. */
async function* batches(log: DecisionLog, { flow, period, recorded, notes }: Reading): AsyncGenerator<readonly RecordedDecision[]> {
  const met = new Set<string>();
  for await (const batch of log.recorded(flow, period)) {
    for (const hash of new Set(batch.map(({ record }) => record.policy))) {
      if (met.has(hash)) continue;
      met.add(hash);
      const files = await log.findPolicy(flow, hash);
      const loaded = files === undefined ? undefined : loadPolicy(files);
      if (loaded?.ok === true && loaded.value.hash === hash) recorded.set(hash, loaded.value);
      else notes.push(`The policy ${hash.slice(0, 12)}… cannot be loaded any more: its decisions are compared, but not judged again.`);
    }
    yield batch;
  }
}
