import type { DecisionLog } from '@gavel/engine';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { Connections } from './connections.js';
import { createDataSource, STATEMENT_TIMEOUT_MS } from './data-source.js';
import { placeOf } from './database-place.js';
import { EmbeddedPostgres } from './embedded/embedded-postgres.js';
import { migrate } from './migrate.js';
import { PostgresDecisionLog, type DecisionLogStats } from './postgres-decision-log.js';
import { sqlStateOf } from './sql-faults.js';
import { StoreOpenError } from './store-errors.js';
import type { StoreLogger } from './store-logger.js';

const POOL_SIZE = 10;
const HEALTH_TIMEOUT_MS = 1000;
const CLOSE_TIMEOUT_MS = 5000;
const RETRY_PAUSE_MS = 250;
/** The oldest server that the tables and statements are tested on. */
const MIN_SERVER_VERSION = 150_000;

/** What to open, and how patiently. */
export interface OpenStoreOptions {
  /** A PostgreSQL server; absent: the embedded one, with its data under `<dataDir>/postgres`. */
  readonly databaseUrl?: string;
  readonly dataDir: string;
  readonly logger?: StoreLogger;
  /** How long a server that does not answer yet is waited for, in milliseconds; 10 s when absent. */
  readonly waitForServerMs?: number;
}

/** What is kept, in PostgreSQL. */
export interface Store {
  readonly log: DecisionLog;
  /** Where another client (a second store, psql) finds this database. May hold a password: never log it. */
  readonly databaseUrl: string;
  /** One phrase for the start-up lines: which PostgreSQL, where. Never a password. */
  describe(): string;
  /** Can decisions be logged now? Answers within a second and never rejects. */
  healthy(): Promise<boolean>;
  stats(): DecisionLogStats;
  /** Waits for appends on their way, then lets go of the database and stops the embedded server. */
  close(): Promise<void>;
}

/** Opens the store and brings its tables up to date. Rejects with StoreOpenError: what is wrong and how to mend it. */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const logger = options.logger ?? { info: () => undefined, warn: () => undefined, error: () => undefined };
  if (options.databaseUrl !== undefined) {
    const place = placeOf(options.databaseUrl);
    return openOn({
      databaseUrl: options.databaseUrl,
      place: `at ${place}`,
      waitMs: options.waitForServerMs ?? 10_000,
      logger,
      stop: async () => undefined,
    });
  }
  const embedded = await EmbeddedPostgres.start({ dataDir: resolve(options.dataDir), logger });
  const { databaseUrl } = embedded;
  const stop = (): Promise<void> => embedded.stop();
  return openOn({ databaseUrl, place: embedded.place, waitMs: options.waitForServerMs ?? 10_000, logger, stop }).catch(
    async (error: unknown) => {
      await stop();
      throw error;
    },
  );
}

interface Opening {
  readonly databaseUrl: string;
  readonly place: string;
  readonly waitMs: number;
  readonly logger: StoreLogger;
  readonly stop: () => Promise<void>;
}

async function openOn({ databaseUrl, place, waitMs, logger, stop }: Opening): Promise<Store> {
  await migrateWhenThere(databaseUrl, place, waitMs, logger);
  const onConnectionLost = (error: Error): void => logger.warn(`store: a database connection was lost: ${error.message}`);
  const source = createDataSource({ databaseUrl, poolSize: POOL_SIZE, statementTimeoutMs: STATEMENT_TIMEOUT_MS, onConnectionLost });
  await source.initialize().catch((error: unknown) => {
    throw openError(place, error);
  });
  const connections = new Connections(source);
  const log = new PostgresDecisionLog(connections);
  const version = await serverVersion(source);
  let closing: Promise<void> | undefined;
  return {
    log,
    databaseUrl,
    describe: () => `PostgreSQL ${version} ${place}`,
    healthy: healthCheck(connections),
    stats: () => log.stats(),
    close: () => (closing ??= closeAll(log, source, stop)),
  };
}

async function closeAll(log: PostgresDecisionLog, source: DataSource, stop: () => Promise<void>): Promise<void> {
  await log.close();
  // A connection that hangs must not keep the process from ending: the pool waits for it, we do not.
  await Promise.race([source.destroy().catch(() => undefined), sleep(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
  await stop();
}

/** A server that is just starting beside us is waited for; one that refuses us is not. */
async function migrateWhenThere(databaseUrl: string, place: string, waitMs: number, logger: StoreLogger): Promise<void> {
  const deadlineMs = performance.now() + waitMs;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await migrate(databaseUrl);
    } catch (error) {
      const state = sqlStateOf(error);
      const mayCome = state === undefined || state === '57P03';
      if (!mayCome || performance.now() >= deadlineMs) throw openError(place, error);
      if (attempt === 0) logger.warn(`store: waiting for PostgreSQL ${place}: ${messageOf(error)}`);
      await sleep(RETRY_PAUSE_MS);
    }
  }
}

async function serverVersion(source: DataSource): Promise<string> {
  const rows: readonly { version: string; number: number }[] = await source.query(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number`,
  );
  const [row] = rows;
  if (row === undefined || row.number < MIN_SERVER_VERSION) {
    await source.destroy();
    throw new StoreOpenError(`PostgreSQL ${row?.version ?? 'of an unknown version'} is too old: Gavel needs 15 or newer`);
  }
  return row.version.split(' ')[0] ?? row.version;
}

/** A standby or a read-only database answers, and still cannot log: so it is asked. Callers at the same time share one question. */
function healthCheck(connections: Connections): () => Promise<boolean> {
  let asking: Promise<boolean> | undefined;
  const ask = async (): Promise<boolean> => {
    try {
      const rows: readonly { writable: boolean }[] = await connections.run(HEALTH_TIMEOUT_MS, (runner) =>
        runner.query(`SELECT current_setting('transaction_read_only') = 'off' AS writable`),
      );
      return rows[0]?.writable === true;
    } catch {
      return false;
    } finally {
      asking = undefined;
    }
  };
  return () => (asking ??= ask());
}

function openError(place: string, error: unknown): StoreOpenError {
  return new StoreOpenError(
    `PostgreSQL ${place} cannot be used: ${messageOf(error)}. Check that it runs, and that DATABASE_URL is right where it is set.`,
    { cause: error },
  );
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
