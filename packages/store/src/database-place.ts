import { Client } from 'pg';
import { StoreOpenError } from './store-errors.js';

/** Where a database URL leads, for people: host, port and database, never user or password. Throws when it is no such URL. */
export function placeOf(databaseUrl: string): string {
  if (!/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw new StoreOpenError('DATABASE_URL is not a PostgreSQL URL: write it as postgresql://user:password@host:5432/database');
  }
  try {
    const { host, port, database } = new Client({ connectionString: databaseUrl });
    return `${host}:${port}/${database ?? ''}`;
  } catch {
    // The parser's message quotes the URL, and with it the password.
    throw new StoreOpenError(
      'DATABASE_URL cannot be read: write it as postgresql://user:password@host:5432/database, special characters percent-encoded',
    );
  }
}
