import { setTimeout as sleep } from 'node:timers/promises';
import type { Written } from './group-commit.js';
import { toLogError } from './sql-faults.js';
import { LogRefusedError, LogUnavailableError } from './store-errors.js';

/**
 * Writes all items with one commit, or rejects having written none of them. `isRetry`: an earlier try of the same items was
 * cut off, so some may stand already, written by us.
 */
export type BatchWriter<T, R> = (items: readonly T[], timeoutMs: number, isRetry: boolean) => Promise<readonly R[]>;

/** Pauses before the next try after the database was not there: enough for a restart or a stale connection, and no more. */
const RETRY_PAUSES_MS = [20, 120];

/**
 * Writes a batch, tries again while the world is at fault and time is left, and halves the batch while its data are at fault,
 * until each bad item stands alone: it fails, and its neighbours are written. Never rejects.
 */
export async function writeBatch<T, R>(items: readonly T[], timeoutMs: number, write: BatchWriter<T, R>): Promise<readonly Written<R>[]> {
  const deadlineMs = performance.now() + timeoutMs;
  return halve(items, (part) => tryWrite(part, deadlineMs, write));
}

type Attempt<R> = { readonly ok: true; readonly values: readonly R[] } | { readonly ok: false; readonly error: Error };

async function halve<T, R>(items: readonly T[], attempt: (part: readonly T[]) => Promise<Attempt<R>>): Promise<readonly Written<R>[]> {
  const result = await attempt(items);
  if (result.ok) return result.values.map((value) => ({ ok: true, value }));
  if (!(result.error instanceof LogRefusedError) || items.length === 1) return items.map(() => ({ ok: false, error: result.error }));
  const middle = Math.ceil(items.length / 2);
  return [...(await halve(items.slice(0, middle), attempt)), ...(await halve(items.slice(middle), attempt))];
}

async function tryWrite<T, R>(items: readonly T[], deadlineMs: number, write: BatchWriter<T, R>): Promise<Attempt<R>> {
  for (let attempt = 0; ; attempt += 1) {
    const leftMs = deadlineMs - performance.now();
    if (leftMs <= 0) return { ok: false, error: new LogUnavailableError('timeout', 'PostgreSQL did not answer in time') };
    try {
      return { ok: true, values: await write(items, leftMs, attempt > 0) };
    } catch (thrown) {
      const error = toLogError(thrown);
      const pauseMs = RETRY_PAUSES_MS[attempt];
      if (error instanceof LogRefusedError || pauseMs === undefined || performance.now() + pauseMs >= deadlineMs)
        return { ok: false, error };
      await sleep(pauseMs);
    }
  }
}
