import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileFlagSource } from './file-flag-source.js';
import { FlagService } from './flag-service.js';
import { FlagSnapshot } from './flag-snapshot.js';
import type { FlagSource } from './flag-source.js';
import { ServerFlagSource, unleashApiUrl } from './server-flag-source.js';

const FLAG = 'gavel.card-fraud.canary';
const variant = (value: string) => ({ name: `v${value}`, weight: 1000, stickiness: 'customerId', payload: { type: 'string', value } });

function canary(rollout: unknown, version = '2', enabled = true): object {
  const parameters = { rollout, stickiness: 'customerId', groupId: FLAG };
  return { name: FLAG, enabled, strategies: [{ name: 'flexibleRollout', parameters, constraints: [], variants: [variant(version)] }] };
}
const document = (...features: object[]): string => JSON.stringify({ version: 2, features });

let dir: string;
let file: string;
const open: FlagService[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gavel-flags-'));
  file = join(dir, 'flags.json');
});

afterEach(async () => {
  for (const service of open.splice(0)) service.close();
  await rm(dir, { recursive: true, force: true });
});

async function serve(source: FlagSource = new FileFlagSource(file)): Promise<FlagService> {
  const service = await FlagService.open({
    source,
    snapshot: new FlagSnapshot(join(dir, 'snapshot.json'), source.origin),
    logger: pino({ level: 'silent' }),
    onReload: () => undefined,
    wallMs: Date.now,
  });
  open.push(service);
  return service;
}

const ask = (service: FlagService, key: string) => service.variant(FLAG, { stickiness: 'customerId', key });
const keys = Array.from({ length: 20_000 }, (_, n) => `customer-${n}`);
const inCanary = (service: FlagService): Set<string> => new Set(keys.filter((key) => ask(service, key) === '2'));

describe('flags of a file', () => {
  it('are evaluated by unleash-client: sticky, near their share, and a ramp keeps everyone who was in', async () => {
    await writeFile(file, document(canary('5')));
    const service = await serve();
    expect(service.status().source).toBe('file');
    const at5 = inCanary(service);
    expect(at5.size / keys.length).toBeGreaterThan(0.045);
    expect(at5.size / keys.length).toBeLessThan(0.055);
    await writeFile(`${file}.next`, document(canary('20')));
    await rename(`${file}.next`, file);
    await expect.poll(() => service.split(FLAG)).toEqual([{ payload: '2', share: 20 }]);
    const at20 = inCanary(service);
    expect(at20.size / keys.length).toBeGreaterThan(0.18);
    expect([...at5].filter((key) => !at20.has(key))).toEqual([]);
  });

  it('stay as they were while the file is broken or gone, and the faults are named', async () => {
    await writeFile(file, document(canary('100')));
    const service = await serve();
    await writeFile(file, '{"features": [');
    await expect.poll(() => service.faults()).toMatchObject([{ file, line: 1 }]);
    expect(ask(service, 'anyone')).toBe('2');
    await rm(file);
    await expect.poll(() => service.faults()[0]?.message).toContain('cannot be read');
    expect(ask(service, 'anyone')).toBe('2');
    await writeFile(file, document(canary('100', '3')));
    await expect.poll(() => ask(service, 'anyone')).toBe('3');
    expect(service.faults()).toEqual([]);
  });

  it.each([150, '0.5', 'abc', '-1', undefined])('refuse the rollout %j and keep the last good one', async (rollout) => {
    await writeFile(file, document(canary('0')));
    const service = await serve();
    await writeFile(file, document(canary(rollout)));
    await expect.poll(() => service.faults()).toMatchObject([{ file, subject: FLAG }]);
    expect(inCanary(service).size).toBe(0);
  });

  it('obey the kill switch even when the flag is otherwise broken', async () => {
    await writeFile(file, document(canary('100')));
    const service = await serve();
    await writeFile(file, document(canary('abc', '2', false)));
    await expect.poll(() => ask(service, 'anyone')).toBeUndefined();
  });

  it('keep the last good definition of a flag that stands twice, unless one of the two is off', async () => {
    await writeFile(file, document(canary('0')));
    const service = await serve();
    await writeFile(file, document(canary('0'), canary('100')));
    await expect
      .poll(() => service.faults().map(({ line, subject, message }) => ({ line: line! > 0, subject, message })))
      .toEqual([1, 2].map(() => ({ line: true, subject: FLAG, message: `The flag ${FLAG} stands in the document twice.` })));
    expect(ask(service, 'anyone')).toBeUndefined();
    await writeFile(file, document(canary('100')));
    await expect.poll(() => ask(service, 'anyone')).toBe('2');
    await writeFile(file, document(canary('100'), canary('100', '2', false)));
    await expect.poll(() => ask(service, 'anyone')).toBeUndefined();
  });

  it('take the good flags beside a bad one', async () => {
    await writeFile(file, document(canary('100')));
    const service = await serve();
    await writeFile(file, document(canary('abc'), { name: 'gavel.card-fraud.shadow', enabled: true, variants: [variant('2,3')] }));
    await expect.poll(() => service.split('gavel.card-fraud.shadow')).toEqual([{ payload: '2,3', share: 100 }]);
    expect(service.variant('gavel.card-fraud.shadow', { stickiness: 'customerId', key: 'a' })).toBe('2,3');
    expect(ask(service, 'anyone')).toBe('2');
  });

  it('are none without a file: nobody is in any share', async () => {
    const service = await serve();
    expect(service.status()).toEqual({ source: 'none', ageMs: 0 });
    expect(ask(service, 'anyone')).toBeUndefined();
    expect(service.faults()).toHaveLength(1);
  });
});

describe('flags of a server', () => {
  let server: Server;
  let body: string;
  let status = 200;
  let asked: (string | undefined)[] = [];

  beforeEach(async () => {
    body = document(canary('100'));
    status = 200;
    asked = [];
    server = createServer((request, response) => {
      asked.push(request.headers['if-none-match']);
      const etag = `"${body.length}"`;
      if (status !== 200) response.writeHead(status).end();
      else if (request.headers.authorization !== 'token' || request.url !== '/api/client/features') response.writeHead(401).end();
      else if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
      else response.writeHead(200, { etag, 'content-type': 'application/json' }).end(body);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const source = (port = (server.address() as AddressInfo).port): FlagSource =>
    new ServerFlagSource(unleashApiUrl(`http://127.0.0.1:${port}/`), 'token');

  it('are fetched, confirmed without being sent again, and followed', async () => {
    const service = await serve(source());
    expect(service.status().source).toBe('unleash');
    expect(ask(service, 'anyone')).toBe('2');
    await expect.poll(() => asked.at(-1)).toMatch(/^"\d+"$/);
    body = document(canary('100', '33'));
    await expect.poll(() => ask(service, 'anyone')).toBe('33');
  });

  it('outlive the server by our snapshot, also across a restart', async () => {
    const first = await serve(source());
    first.close();
    status = 500;
    const second = await serve(source());
    expect(second.status().source).toBe('snapshot');
    expect(ask(second, 'anyone')).toBe('2');
    expect(second.faults()[0]?.message).toContain('answered 500');
    status = 200;
    await expect.poll(() => second.status().source).toBe('unleash');
  });

  it('are not taken from the snapshot of another server', async () => {
    (await serve(source())).close();
    const elsewhere = await serve(source(1));
    expect(elsewhere.status().source).toBe('none');
    expect(ask(elsewhere, 'anyone')).toBeUndefined();
  });
});
