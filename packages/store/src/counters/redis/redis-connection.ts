import { createClient, RESP_TYPES } from '@redis/client';
import { RedisUnavailableError } from './redis-unavailable-error.js';
import type { RedisScript } from './redis-script.js';

/** What a command takes and what it gives: texts come as bytes. */
export type RedisArgument = string | Buffer;
export type RedisReply = Buffer | string | number | null | readonly RedisReply[];

/** What INFO tells of the server behind a connection. */
export interface ServerNotes {
  /** Changes with every start of a server, and is another one after a fail-over. */
  readonly runId: string;
  readonly version: string;
  /** Set where the server may forget keys to make room: then history may go without a sign. */
  readonly evicts?: string;
}

/** One connection, ready to be asked. It is never mended: when it is lost, another one is made. */
export interface RedisConnection {
  readonly server: ServerNotes;
  ask(args: readonly RedisArgument[]): Promise<RedisReply>;
  /** Ends it at once; what was on its way rejects. */
  destroy(): void;
}

interface ConnectOptions {
  readonly url: string;
  readonly timeoutMs: number;
  readonly scripts: readonly RedisScript[];
  /** Called once, when the connection is lost after it was made. */
  readonly onLost: (error: Error) => void;
}

/** Connects, asks the server who it is and hands it the scripts. Rejects within `timeoutMs`, and leaves nothing open then. */
export async function connectRedis(options: ConnectOptions): Promise<RedisConnection> {
  const { url, timeoutMs, scripts } = options;
  const client = createClient({
    url,
    RESP: 2,
    disableOfflineQueue: true,
    socket: { connectTimeout: timeoutMs, reconnectStrategy: false },
  }).withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  let isMade = false;
  const lost = (error: Error): void => {
    if (isMade) options.onLost(error);
    isMade = false;
  };
  client.on('error', lost);
  client.on('end', () => lost(new Error('Redis closed the connection')));
  const destroy = (): void => {
    isMade = false;
    if (client.isOpen) client.destroy();
  };
  const ask = (args: readonly RedisArgument[]): Promise<RedisReply> => client.sendCommand<RedisReply>([...args]);
  const greet = async (): Promise<RedisConnection> => {
    await client.connect();
    const server = serverNotes(textOf(await ask(['INFO', 'server'])) + textOf(await ask(['INFO', 'memory'])));
    for (const script of scripts) await ask(['SCRIPT', 'LOAD', script.source]);
    return { server, ask, destroy };
  };
  try {
    const connection = await within(timeoutMs, greet());
    isMade = true;
    return connection;
  } catch (error) {
    destroy();
    throw error;
  }
}

/** A reply as text. */
export function textOf(reply: RedisReply): string {
  return Buffer.isBuffer(reply) ? reply.toString() : String(reply);
}

function serverNotes(info: string): ServerNotes {
  const field = (name: string): string => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
  const policy = field('maxmemory_policy');
  const mayEvict = field('maxmemory') !== '0' && field('maxmemory') !== '' && policy !== 'noeviction';
  return { runId: field('run_id'), version: field('redis_version'), ...(mayEvict ? { evicts: policy } : {}) };
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RedisUnavailableError('timeout', `Redis did not greet within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
