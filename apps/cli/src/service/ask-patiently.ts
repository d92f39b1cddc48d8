import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from './service-client.js';
import { ServiceUnreachable } from './service-unreachable.js';

/** What a request came to in the end, and how often it was made again. */
export interface Asked {
  readonly result: Reply | ServiceUnreachable;
  readonly retries: number;
}

const MAX_TRIES = 6;
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 10_000;

/**
 * Asks, and asks again after a 503 and after a connection that broke off: after the pause the service asks for (`Retry-After`),
 * else after one that doubles. Only for what may be asked twice. Rejects only with what is no failure of the service.
 */
export async function askPatiently(ask: () => Promise<Reply>): Promise<Asked> {
  for (let retries = 0; ; retries += 1) {
    const result = await ask().catch(unreachable);
    const again = result instanceof ServiceUnreachable || result.status === 503;
    if (!again || retries === MAX_TRIES - 1) return { result, retries };
    const pauseMs = result instanceof ServiceUnreachable ? undefined : wantedPauseMs(result);
    await sleep(Math.min(MAX_PAUSE_MS, pauseMs ?? FIRST_PAUSE_MS * 2 ** retries));
  }
}

function unreachable(error: unknown): ServiceUnreachable {
  if (error instanceof ServiceUnreachable) return error;
  throw error;
}

/** `Retry-After` is whole seconds here; a date is not read. */
function wantedPauseMs({ headers }: Reply): number | undefined {
  const text = headers['retry-after'] ?? '';
  return /^\d{1,6}$/.test(text) ? Number(text) * 1000 : undefined;
}
