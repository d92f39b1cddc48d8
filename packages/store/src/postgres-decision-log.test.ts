import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decisionLogContract, sampleDecisionRecord } from '@gavel/engine/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataSource } from './data-source.js';
import { openStore, type Store } from './open-store.js';

/** A server on which the suites may make and drop databases of their own. */
interface TestServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

async function embeddedServer(): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'gavel-store-'));
  const store = await openStore({ dataDir });
  const stop = async (): Promise<void> => {
    await store.close();
    rmSync(dataDir, { recursive: true });
  };
  return { url: store.databaseUrl, stop };
}

async function query<T>(url: string, sql: string, values: unknown[] = []): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

let databases = 0;

async function withDatabase(server: TestServer): Promise<{ url: string; drop: () => Promise<void> }> {
  databases += 1;
  const name = `gavel_test_${process.pid}_${databases}`;
  await query(server.url, `CREATE DATABASE ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  const drop = async (): Promise<void> => void (await query(server.url, `DROP DATABASE ${name} WITH (FORCE)`));
  return { url: url.href, drop };
}

const TEST_DATABASE_URL = process.env['TEST_DATABASE_URL'];
const servers: { name: string; makeServer: () => Promise<TestServer> }[] = [{ name: 'embedded PostgreSQL', makeServer: embeddedServer }];
if (TEST_DATABASE_URL === undefined)
  process.stderr.write('packages/store: not run on a PostgreSQL server, for TEST_DATABASE_URL is not set\n');
else servers.push({ name: 'PostgreSQL server', makeServer: async () => ({ url: TEST_DATABASE_URL, stop: async () => undefined }) });

describe.each(servers)('$name', ({ name, makeServer }) => {
  suites(name, makeServer);
});

function suites(name: string, makeServer: () => Promise<TestServer>): void {
  let server: TestServer;
  beforeAll(async () => {
    server = await makeServer();
  });
  afterAll(async () => {
    await server.stop();
  });
  decisionLogContract(name, async () => {
    const database = await withDatabase(server);
    const store = await openStore({ databaseUrl: database.url, dataDir: 'unused' });
    const close = async (): Promise<void> => {
      await store.close();
      await database.drop();
    };
    return { log: store.log, close };
  });
  describe('one store', () => {
    oneStoreSuite(() => server);
  });
  describe('several stores on one database', () => {
    severalStoresSuite(() => server);
  });
}

function oneStoreSuite(server: () => TestServer): void {
  let database: { url: string; drop: () => Promise<void> };
  let store: Store;
  beforeAll(async () => {
    database = await withDatabase(server());
    store = await openStore({ databaseUrl: database.url, dataDir: 'unused' });
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  it('lets concurrent appends share commits', async () => {
    const before = store.stats();
    await Promise.all(Array.from({ length: 600 }, (_, index) => store.log.append(sampleDecisionRecord(`shared-${index}`))));
    const after = store.stats();
    expect(after.appended - before.appended).toBe(600);
    expect(after.batches - before.batches).toBeLessThanOrEqual(10);
    expect(after.largestBatch).toBe(256);
  });

  it('fails alone what jsonb refuses', async () => {
    const records = Array.from({ length: 300 }, (_, index) => {
      const request = { text: index % 100 === 42 ? `NUL \0` : 'fine' };
      return sampleDecisionRecord(`jsonb-${index}`, { ask: { flow: 'jsonb', request } });
    });
    const results = await Promise.allSettled(records.map((record) => store.log.append(record)));
    const rejected = results.flatMap((result, index) => (result.status === 'rejected' ? [{ index, error: result.reason }] : []));
    expect(rejected.map(({ index }) => index)).toEqual([42, 142, 242]);
    for (const { error } of rejected) expect(error).toMatchObject({ name: 'LogRefusedError' });
    const kept = await query<{ count: string }>(database.url, `SELECT count(*) FROM decisions WHERE flow = 'jsonb'`);
    expect(kept).toEqual([{ count: '297' }]);
  });

  it('refuses a record that is too large, and one that is no JSON', async () => {
    const large = sampleDecisionRecord('large', { ask: { request: { text: 'x'.repeat(1 << 20) } } });
    await expect(store.log.append(large)).rejects.toMatchObject({ name: 'LogRefusedError' });
    const circular: { self?: object } = {};
    circular.self = circular;
    const request = circular as never;
    await expect(store.log.append(sampleDecisionRecord('circular', { ask: { request } }))).rejects.toMatchObject({
      name: 'LogRefusedError',
    });
  });

  it('rejects while the database is away, without ending the process, and goes on when it is back', async () => {
    const name = new URL(database.url).pathname.slice(1);
    await query(server().url, `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await query(server().url, 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
    const results = await Promise.allSettled([
      store.log.append(sampleDecisionRecord('away')),
      store.log.find('away'),
      store.log.history('x')[Symbol.asyncIterator]().next(),
    ]);
    for (const result of results)
      expect(result).toMatchObject({ status: 'rejected', reason: { name: 'LogUnavailableError', reason: 'down' } });
    await expect(store.healthy()).resolves.toBe(false);
    await query(server().url, `ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    await expect(store.log.append(sampleDecisionRecord('away'))).resolves.toEqual({ status: 'appended' });
    await expect(store.healthy()).resolves.toBe(true);
  });

  it('gives up a database that hangs, and a record it had to give up stands at most once', async () => {
    const record = sampleDecisionRecord('hanging', { ask: { flow: 'hanging' } });
    const blocker = new Client({ connectionString: database.url });
    await blocker.connect();
    await blocker.query('BEGIN; LOCK TABLE idempotency_keys IN ACCESS EXCLUSIVE MODE');
    await expect(store.log.append(record)).rejects.toMatchObject({ name: 'LogUnavailableError', reason: 'timeout' });
    await blocker.query('COMMIT');
    await blocker.end();
    const again = await store.log.append(record);
    expect(['appended', 'replayed']).toContain(again.status);
    const kept = await query<{ count: string }>(database.url, `SELECT count(*) FROM decisions WHERE flow = 'hanging'`);
    expect(kept).toEqual([{ count: '1' }]);
  });

  it('loses and doubles nothing that was acknowledged while connections are cut', async () => {
    const over = new AbortController();
    const acknowledged: string[] = [];
    const callers = Array.from({ length: 20 }, async (_, caller) => {
      for (let index = 0; !over.signal.aborted; index += 1) {
        const id = `cut-${caller}-${index}`;
        const result = await store.log.append(sampleDecisionRecord(id, { ask: { flow: 'cut' } })).catch(() => undefined);
        if (result?.status === 'appended') acknowledged.push(id);
      }
    });
    for (let cut = 0; cut < 10; cut += 1) {
      await query(server().url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()`, [
        new URL(database.url).pathname.slice(1),
      ]);
    }
    over.abort();
    await Promise.all(callers);
    const kept = await query<{ decision_id: string }>(database.url, `SELECT decision_id FROM decisions WHERE flow = 'cut'`);
    const ids = kept.map((row) => row.decision_id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(acknowledged.filter((id) => !ids.includes(id))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(0);
  });

  it('keeps the rows of TypeORM in step with the hand-written tables', async () => {
    const source = createDataSource({
      databaseUrl: database.url,
      poolSize: 1,
      statementTimeoutMs: 1000,
      onConnectionLost: () => undefined,
    });
    await source.initialize();
    const declared = source.entityMetadatas.flatMap(({ tableName, columns }) =>
      columns.map(({ databaseName, type, isNullable, isPrimary }) => [tableName, databaseName, String(type), isNullable, isPrimary]),
    );
    await source.destroy();
    const found = await query<Record<string, unknown>>(
      database.url,
      `SELECT c.relname, a.attname, replace(format_type(a.atttypid, a.atttypmod), 'timestamp with time zone', 'timestamptz') AS type, NOT a.attnotnull AS nullable,
        a.attnum = ANY (COALESCE(i.indkey::int2[], '{}')) AS "primary"
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
      LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
      WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relname <> 'gavel_migrations'`,
    );
    const inOrder = (rows: unknown[][]): string[] => rows.map((row) => row.join(' ')).toSorted();
    expect(inOrder(declared)).toEqual(inOrder(found.map((row) => Object.values(row))));
  });

  it('commits durably and reads what is committed, whatever the database defaults to', async () => {
    const name = new URL(database.url).pathname.slice(1);
    await query(server().url, `ALTER DATABASE ${name} SET synchronous_commit = off`);
    await query(server().url, `ALTER DATABASE ${name} SET default_transaction_isolation = 'serializable'`);
    const source = createDataSource({
      databaseUrl: database.url,
      poolSize: 1,
      statementTimeoutMs: 1234,
      onConnectionLost: () => undefined,
    });
    await source.initialize();
    const settings = await source.query(
      `SELECT current_setting('synchronous_commit') AS commit, current_setting('transaction_isolation') AS isolation, current_setting('statement_timeout') AS timeout`,
    );
    await source.destroy();
    expect(settings).toEqual([{ commit: 'on', isolation: 'read committed', timeout: '1234ms' }]);
  });
}

function severalStoresSuite(server: () => TestServer): void {
  let database: { url: string; drop: () => Promise<void> };
  let stores: readonly Store[];
  beforeAll(async () => {
    database = await withDatabase(server());
    stores = await Promise.all(Array.from({ length: 3 }, () => openStore({ databaseUrl: database.url, dataDir: 'unused' })));
  });
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await database.drop();
  });

  it('migrates once when all open an empty database at the same time', async () => {
    const migrations = await query<{ name: string }>(database.url, 'SELECT name FROM gavel_migrations');
    expect(migrations.map(({ name }) => name)).toEqual([
      'FirstTables1763800000000',
      'IngestedEvents1763850000000',
      'LabelsCorrectedBack1763900000000',
      'PoliciesServed1763950000000',
    ]);
  });

  it('decides each key once across all of them', async () => {
    const keys = Array.from({ length: 300 }, (_, index) => `k-${(index * 7919) % 300}`);
    const asks = stores.flatMap((store, replica) =>
      // Another order in each replica: taken as they come, the keys would be locked in a circle.
      (replica === 1 ? keys.toReversed() : keys).map(async (key) => {
        const record = sampleDecisionRecord(`${key}-of-${replica}`, { ask: { flow: 'replicas', idempotencyKey: key } });
        const result = await store.log.append(record);
        return { key, id: result.status === 'replayed' ? result.record.ask.decisionId : record.ask.decisionId, status: result.status };
      }),
    );
    const answers = await Promise.all(asks);
    for (const key of keys) {
      const forKey = answers.filter((answer) => answer.key === key);
      expect(forKey.filter(({ status }) => status === 'appended')).toHaveLength(1);
      expect(new Set(forKey.map(({ id }) => id)).size).toBe(1);
    }
    const kept = await query<{ count: string }>(database.url, `SELECT count(*) FROM decisions WHERE flow = 'replicas'`);
    expect(kept).toEqual([{ count: '300' }]);
  });

  it('writes what was taken before it closes, and then nothing', async () => {
    const store = await openStore({ databaseUrl: database.url, dataDir: 'unused' });
    const taken = Array.from({ length: 50 }, (_, index) => store.log.append(sampleDecisionRecord(`closing-${index}`)));
    await store.close();
    const results = await Promise.all(taken);
    expect(results.every(({ status }) => status === 'appended')).toBe(true);
    await expect(store.log.append(sampleDecisionRecord('closed'))).rejects.toMatchObject({ reason: 'closed' });
    await expect(stores[0]?.log.find('closing-49')).resolves.toBeDefined();
  });
}
