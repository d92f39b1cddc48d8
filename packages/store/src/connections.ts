import type { DataSource, QueryRunner } from 'typeorm';
import { toLogError } from './sql-faults.js';
import { LogUnavailableError } from './store-errors.js';

/** What of a pooled node-postgres client is needed: `end` destroys the socket when a statement is still running. */
interface PoolConnection {
  end(): Promise<void>;
}

/** Work on one connection. */
export type ConnectionWork<T> = (runner: QueryRunner) => Promise<T>;

/**
 * Connections of the pool, each lent for a bounded time. A connection that did not answer in time is closed and never lent
 * again: node-postgres's own `query_timeout` would put it back into the pool with the dead statement still running on it.
 */
export class Connections {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  /** Rejects with LogUnavailableError or LogRefusedError, and never later than `timeoutMs`. */
  async run<T>(timeoutMs: number, work: ConnectionWork<T>): Promise<T> {
    const runner = this.#source.createQueryRunner();
    const connecting: Promise<PoolConnection> = runner.connect();
    const working = connecting.then(() => work(runner));
    const deadline = deadlineOf(timeoutMs);
    try {
      const result = await Promise.race([working, deadline.expired]);
      await runner.release();
      return result;
    } catch (error) {
      discard(runner, connecting, deadline.isExpired());
      throw toLogError(error);
    } finally {
      deadline.clear();
      working.catch(() => undefined);
    }
  }
}

/** Gives a connection back after a failure: closed, if something may still run on it. It may even be still on its way to us. */
function discard(runner: QueryRunner, connecting: Promise<PoolConnection>, mayBeBusy: boolean): void {
  const giveBack = async (client: PoolConnection): Promise<void> => {
    if (mayBeBusy) client.end().catch(() => undefined);
    await runner.release();
  };
  connecting.then(giveBack).catch(() => undefined);
}

function deadlineOf(timeoutMs: number): { expired: Promise<never>; isExpired: () => boolean; clear: () => void } {
  let hasExpired = false;
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      hasExpired = true;
      reject(new LogUnavailableError('timeout', `PostgreSQL did not answer within ${timeoutMs} ms`));
    }, timeoutMs);
  });
  return { expired, isExpired: () => hasExpired, clear: () => clearTimeout(timer) };
}
