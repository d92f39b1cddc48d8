import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startRedis, type RedisServer } from '../../testing/redis-server.js';
import { RedisLink, type RedisLinkOptions } from './redis-link.js';
import { redisScript } from './redis-script.js';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function redis(): Promise<RedisServer> {
  const server = await startRedis();
  cleanups.push(() => server.stop());
  return server;
}

async function linkTo(url: string, options: Partial<RedisLinkOptions> = {}): Promise<RedisLink> {
  const link = new RedisLink({ url, timeoutMs: 100, connectTimeoutMs: 1000, maxWaiting: 1000, scripts: [], ...options });
  cleanups.push(() => link.close());
  await link.open();
  return link;
}

const isUp = (link: RedisLink) => vi.waitFor(() => expect(link.stats().isUp).toBe(true), 30_000);
const isDown = (link: RedisLink) => vi.waitFor(() => expect(link.stats().isUp).toBe(false), 30_000);

describe('RedisLink', () => {
  it('asks, and knows whom', async () => {
    const times: number[] = [];
    const link = await linkTo((await redis()).url, { onRoundTrip: (ms) => times.push(ms) });
    expect(link.server).toMatchObject({ runId: expect.stringMatching(/^[0-9a-f]{40}$/), version: expect.stringMatching(/^\d/) });
    expect(link.server?.evicts).toBeUndefined();
    expect(await link.ask(['ECHO', Buffer.from([0, 255])])).toEqual(Buffer.from([0, 255]));
    expect(times).toHaveLength(1);
    expect(link.stats()).toEqual({ isUp: true, waiting: 0, connects: 1, timeouts: 0, refused: 0 });
  });

  it('says that a server may forget keys to make room', async () => {
    const server = await startRedis('--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru');
    cleanups.push(() => server.stop());
    expect((await linkTo(server.url)).server?.evicts).toBe('allkeys-lru');
  });

  it('refuses at once while there is no connection, and comes back by itself', async () => {
    const server = await redis();
    const heard: string[] = [];
    const link = await linkTo(server.url, { onUp: () => heard.push('up'), onDown: () => heard.push('down') });
    const before = link.server?.runId;
    await server.kill();
    await isDown(link);
    await expect(link.ask(['PING'])).rejects.toMatchObject({ name: 'RedisUnavailableError', fault: 'down' });
    await server.restart();
    await isUp(link);
    expect(await link.ask(['PING'])).toBe('PONG');
    expect(link.server?.runId).not.toBe(before);
    expect(heard).toEqual(['up', 'down', 'up']);
  });

  it('can be opened before there is a server', async () => {
    const server = await redis();
    await server.kill();
    const link = await linkTo(server.url);
    expect(link.stats()).toMatchObject({ isUp: false, lastFault: expect.stringContaining('ECONNREFUSED') });
    await server.restart();
    await isUp(link);
  });

  it('gives up on what hangs: late answers reject, then all at once, until it answers again', async () => {
    const server = await redis();
    const link = await linkTo(server.url, { connectTimeoutMs: 300 });
    server.pause();
    cleanups.push(() => server.resume());
    const asked = await Promise.allSettled([1, 2, 3, 4].map(() => link.ask(['PING'])));
    expect(asked.map((one) => one.status === 'rejected' && String(one.reason))).toEqual([
      'RedisUnavailableError: Redis did not answer within 100 ms',
      'RedisUnavailableError: Redis did not answer within 100 ms',
      'RedisUnavailableError: Redis did not answer within 100 ms',
      expect.stringContaining('Redis hangs'),
    ]);
    await expect(link.ask(['PING'])).rejects.toMatchObject({ fault: 'down' });
    server.resume();
    await isUp(link);
    expect(await link.ask(['PING'])).toBe('PONG');
  });

  it('bounds what is on its way', async () => {
    const server = await redis();
    const link = await linkTo(server.url, { maxWaiting: 2 });
    const asked = await Promise.allSettled([1, 2, 3].map(() => link.ask(['PING'])));
    expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(link.stats()).toMatchObject({ refused: 1, waiting: 0 });
  });

  it('tells an error that Redis answers, and keeps the connection', async () => {
    const server = await redis();
    const link = await linkTo(server.url);
    const broken = redisScript('return redis.call("INCR", KEYS[1], 1)');
    await expect(link.run(broken, ['k'], [])).rejects.toMatchObject({ fault: 'refused', message: expect.stringContaining('ERR') });
    expect(await link.run(redisScript('return 7'), [], [])).toBe(7);
    expect(link.stats()).toMatchObject({ isUp: true, connects: 1 });
  });

  it('loses nothing that it should tell when the connection breaks in the middle', async () => {
    const { url, sockets } = await proxyTo((await redis()).port);
    const link = await linkTo(url);
    const asked = Promise.allSettled(Array.from({ length: 50 }, () => link.ask(['DEBUG', 'SLEEP', '0.01'])));
    for (const socket of sockets) socket.destroy();
    for (const one of await asked) expect(one).toMatchObject({ status: 'rejected', reason: { name: 'RedisUnavailableError' } });
    await isUp(link);
  });

  it('says nothing and tries nothing after it was closed', async () => {
    const server = await redis();
    const link = await linkTo(server.url);
    const asked = link.ask(['DEBUG', 'SLEEP', '1']);
    link.close();
    await expect(asked).rejects.toMatchObject({ fault: 'down' });
    await expect(link.ask(['PING'])).rejects.toMatchObject({ fault: 'down' });
    expect(link.stats()).toMatchObject({ isUp: false, connects: 1 });
  });
});

/** What stands between two, to cut them apart. */
async function proxyTo(port: number): Promise<{ url: string; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  const proxy: Server = createServer((socket) => {
    const onward = connect(port, '127.0.0.1');
    sockets.add(socket);
    socket.pipe(onward).pipe(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      onward.destroy();
    });
    onward.on('error', () => undefined);
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  const address = proxy.address();
  return { url: `redis://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, sockets };
}
