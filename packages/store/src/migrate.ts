import { createDataSource } from './data-source.js';

/** Any number, the same in every replica: who holds this advisory lock migrates. */
const MIGRATION_LOCK = 4_715_221_763;
const LOCK_TIMEOUT_MS = 60_000;

/**
 * Brings the database's tables up to date. TypeORM does not lock migrations, so replicas that start together take turns by an
 * advisory lock, held by a transaction (which also works through a pooler) beside the one that migrates.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const source = createDataSource({ databaseUrl, poolSize: 2, statementTimeoutMs: 0, onConnectionLost: () => undefined });
  await source.initialize();
  try {
    const holder = source.createQueryRunner();
    try {
      await holder.startTransaction();
      await holder.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
      await holder.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
      await source.runMigrations({ transaction: 'all' });
      await holder.commitTransaction();
    } finally {
      await holder.release();
    }
  } finally {
    await source.destroy();
  }
}
