import pg, { type ClientBase } from 'pg';
import { DataSource } from 'typeorm';
import { FirstTables1763800000000 } from './migrations/first-tables-1763800000000.js';
import { IngestedEvents1763850000000 } from './migrations/ingested-events-1763850000000.js';
import { LabelsCorrectedBack1763900000000 } from './migrations/labels-corrected-back-1763900000000.js';
import { PoliciesServed1763950000000 } from './migrations/policies-served-1763950000000.js';
import { decisionRows } from './rows/decision-row.js';
import { eventRows } from './rows/event-row.js';
import { idempotencyKeyRows } from './rows/idempotency-key-row.js';
import { labelRows } from './rows/label-row.js';
import { policyRows } from './rows/policy-row.js';
import { shadowVerdictRows } from './rows/shadow-verdict-row.js';

/** How long a connection may take to open, or to come free. */
const CONNECT_TIMEOUT_MS = 1500;
/** The server gives a statement up after this long: ours are given up by their own, shorter deadlines before that. */
export const STATEMENT_TIMEOUT_MS = 10_000;

export interface DataSourceSettings {
  readonly databaseUrl: string;
  readonly poolSize: number;
  /** The server gives a statement up after this long; 0: never. */
  readonly statementTimeoutMs: number;
  /** A connection that broke while nobody used it. */
  readonly onConnectionLost: (error: Error) => void;
}

/** A TypeORM data source on our tables; not yet connected. `synchronize` stays off: migrations are written by hand. */
export function createDataSource({ databaseUrl, poolSize, statementTimeoutMs, onConnectionLost }: DataSourceSettings): DataSource {
  return new DataSource({
    type: 'postgres',
    driver: pg,
    applicationName: 'gavel',
    poolSize,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    poolErrorHandler: onConnectionLost,
    installExtensions: false,
    synchronize: false,
    logging: false,
    migrationsTableName: 'gavel_migrations',
    entities: [decisionRows, eventRows, idempotencyKeyRows, shadowVerdictRows, labelRows, policyRows],
    migrations: [FirstTables1763800000000, IngestedEvents1763850000000, LabelsCorrectedBack1763900000000, PoliciesServed1763950000000],
    extra: {
      // node-postgres reads the URL, not TypeORM: it knows socket directories and sslmode.
      connectionString: databaseUrl,
      keepAlive: true,
      onConnect: (client: ClientBase) => prepareSession(client, statementTimeoutMs),
    },
  });
}

/**
 * What our promises rest on, whatever the server's or the role's defaults are: a commit is on disk (`synchronous_commit` off
 * loses acknowledged rows when the server dies), and statements see what was committed before them.
 */
async function prepareSession(client: ClientBase, statementTimeoutMs: number): Promise<void> {
  const settings = {
    text: `SELECT set_config('statement_timeout', $1, false),
      set_config('default_transaction_isolation', 'read committed', false),
      CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', false) END`,
    values: [String(statementTimeoutMs)],
    query_timeout: CONNECT_TIMEOUT_MS,
  };
  await client.query(settings);
}
