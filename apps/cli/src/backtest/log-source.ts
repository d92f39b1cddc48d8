import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { logSource } from '@gavel/backtest';
import type { EventPeriod } from '@gavel/engine';
import { openStore, runningDatabaseUrl, StoreOpenError, type Store } from '@gavel/store';
import { CommandFailure } from '../command-failure.js';
import type { Settings } from '../config.js';
import type { OpenedSource } from './opened-source.js';

/** Recorded decisions of a flow, from DATABASE_URL or the embedded database, which may be running under the service. */
export async function openLogSource(
  settings: Pick<Settings, 'databaseUrl' | 'dataDir'>,
  flow: string,
  period: EventPeriod,
): Promise<OpenedSource> {
  const store = await openLog(settings);
  try {
    const total = await store.log.countRecorded(flow, period);
    return {
      title: `decisions in ${store.describe()}`,
      total,
      ...logSource(store.log, flow, period),
      notes: [],
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
    if (error instanceof StoreOpenError) throw new CommandFailure(2, error.message);
    throw error;
  }
}
