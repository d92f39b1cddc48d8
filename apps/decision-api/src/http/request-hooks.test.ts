import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sampleRequest, startSample, type SampleOptions, type SampleService } from '../testing/sample-service.js';

const open: SampleService[] = [];

async function start(options: SampleOptions = {}): Promise<{ service: SampleService; url: URL }> {
  const service = await startSample(options);
  open.push(service);
  return { service, url: new URL(await service.listen()) };
}

afterEach(async () => {
  for (const service of open.splice(0)) await service.close();
});

async function connected(url: URL): Promise<Socket> {
  const socket = connect(Number(url.port), '127.0.0.1');
  await once(socket, 'connect');
  return socket.on('error', () => undefined);
}

const inFlight = (service: SampleService): number => service.parts.guard.inFlight;
const lines = (...all: string[]): string => all.join('\r\n');
const JSON_TYPE = 'content-type: application/json';
const DECISIONS = '/v1/flows/sample/decisions';

/** Requests whose end never comes. */
const HALF: [string, string][] = [
  ['a body that is counted', lines(`POST ${DECISIONS} HTTP/1.1`, 'host: localhost', JSON_TYPE, 'content-length: 500', '', '{"a"')],
  [
    'a body in chunks',
    lines(`POST ${DECISIONS} HTTP/1.1`, 'host: localhost', JSON_TYPE, 'transfer-encoding: chunked', '', '4', '{"a"', ''),
  ],
  ['a body on an open path', lines('GET /docs HTTP/1.1', 'host: localhost', JSON_TYPE, 'content-length: 500', '', '{"a"')],
  ['a body on a path that is not there', lines('POST /nowhere HTTP/1.1', 'host: localhost', JSON_TYPE, 'content-length: 500', '', '{"a"')],
];

describe('a method that a path does not take', () => {
  it.each([
    ['DELETE', '/v1/flows', 'GET, HEAD'],
    ['GET', '/v1/flows/sample/decisions', 'POST'],
    ['PUT', '/v1/flows/sample?x=1', 'GET, HEAD'],
    ['POST', '/health/live', 'GET, HEAD'],
  ])('%s %s is told what it takes', async (method, path, allow) => {
    const { url } = await start();
    const response = await fetch(`${url.origin}${path}`, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
    expect(await response.json()).toMatchObject({ type: 'urn:gavel:problem:wrong-method', status: 405 });
    expect((await fetch(`${url.origin}/nowhere`, { method })).status).toBe(404);
  });
});

describe('requests in flight', () => {
  it.each(HALF)('are over when the caller goes away in the middle of %s', async (_name, text) => {
    const { service, url } = await start();
    const begin = vi.spyOn(service.parts.guard, 'begin');
    const sockets = await Promise.all(Array.from({ length: 5 }, () => connected(url)));
    for (const socket of sockets) socket.write(text);
    await expect.poll(() => begin.mock.calls.length).toBe(5);
    for (const socket of sockets) socket.resetAndDestroy();
    await expect.poll(() => inFlight(service)).toBe(0);
    expect((await fetch(`${url.origin}/v1/flows`)).status).toBe(200);
    await expect.poll(() => inFlight(service)).toBe(0);
  });

  it('are over when the server gives up a request that does not arrive, or whose rest is no HTTP, though the caller stays', async () => {
    const { service, url } = await start();
    const server = service.app.getHttpServer();
    const accepted = once(server, 'connection');
    const [late, malformed] = [await connected(url), await connected(url)];
    const [ours] = await accepted;
    late.write(HALF[1]![1]);
    malformed.write(HALF[1]![1]);
    await expect.poll(() => inFlight(service)).toBe(2);
    server.emit('clientError', Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), ours);
    malformed.write('zzz\r\n');
    await expect.poll(() => inFlight(service)).toBe(0);
    for (const socket of [late, malformed]) socket.destroy();
  });

  it('are over when the caller goes away from several at once on one connection', async () => {
    const { service, url } = await start();
    service.models.answer('sample', '1', 'hang');
    const socket = await connected(url);
    for (let n = 0; n < 12; n++) {
      const body = JSON.stringify(sampleRequest({ paymentId: `p-${n}` }));
      socket.write(lines(`POST ${DECISIONS} HTTP/1.1`, 'host: localhost', JSON_TYPE, `content-length: ${body.length}`, '', body));
    }
    await expect.poll(() => inFlight(service)).toBe(12);
    socket.resetAndDestroy();
    await expect.poll(() => inFlight(service)).toBe(0);
  });

  it('are counted once each where all goes well', async () => {
    const { service, url } = await start();
    const end = vi.spyOn(service.parts.guard, 'end');
    for (let n = 0; n < 3; n++) expect((await fetch(`${url.origin}/v1/flows`)).status).toBe(200);
    expect((await service.get('/v1/flows')).status).toBe(200);
    await expect.poll(() => end.mock.calls.length).toBe(4);
    expect(inFlight(service)).toBe(0);
  });
});
