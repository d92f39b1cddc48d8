import { afterEach, describe, expect, it } from 'vitest';
import { ask, sampleRequest, startSample, type SampleOptions, type SampleService } from '../testing/sample-service.js';

const open: SampleService[] = [];

async function start(options: SampleOptions = {}): Promise<SampleService> {
  const service = await startSample(options);
  open.push(service);
  return service;
}

afterEach(async () => {
  for (const service of open.splice(0)) await service.close();
});

describe('API keys', () => {
  const environment = { GAVEL_API_KEYS: 'first-key-0123456789,second-key-0123456789' };

  it('are needed for all but liveness, readiness and the documentation page', async () => {
    const service = await start({ environment });
    for (const path of ['/health/live', '/health/ready', '/docs', '/docs/assets/start.js'])
      expect((await service.get(path)).status).toBe(200);
    for (const path of [
      '/health',
      '/metrics',
      '/openapi.json',
      '/v1/flows',
      '/v1/decisions/x',
      '/nowhere',
      '/health/live/../../v1/flows',
    ]) {
      const { status, body, headers } = await service.get(path);
      expect([path, status, headers['www-authenticate'], body.type]).toEqual([path, 401, 'Bearer', 'urn:gavel:problem:missing-api-key']);
    }
    expect((await service.post(sampleRequest())).status).toBe(401);
    for (const url of ['/', '/docs', '/health/live']) expect((await ask(service, { method: 'POST', url, body: {} })).status).toBe(401);
  });

  it('are taken from either header, and no other key is', async () => {
    const service = await start({ environment });
    expect((await service.post(sampleRequest(), { authorization: 'Bearer second-key-0123456789' })).status).toBe(200);
    expect((await service.post(sampleRequest(), { 'x-api-key': 'first-key-0123456789' })).status).toBe(200);
    for (const key of ['first-key-012345678', 'first-key-0123456789 ', 'x'.repeat(5000), 'first-key-0123456789,second-key-0123456789']) {
      expect((await service.get('/v1/flows', { 'x-api-key': key.trimEnd() + (key.endsWith(' ') ? 'x' : '') })).status).toBe(401);
    }
  });
});

describe('without API keys', () => {
  it('the service answers to this machine only, by whatever name it was reached', async () => {
    const service = await start();
    for (const host of ['localhost', 'localhost:8080', '127.0.0.1:1', '[::1]:8080', 'LOCALHOST'])
      expect([host, (await service.get('/v1/flows', { host })).status]).toEqual([host, 200]);
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:80', '10.0.0.1']) {
      const { status, body } = await service.get('/v1/flows', { host });
      expect([host, status, body.type]).toEqual([host, 403, 'urn:gavel:problem:foreign-host']);
    }
    const keyed = await start({ environment: { GAVEL_API_KEYS: 'first-key-0123456789' } });
    expect((await keyed.get('/v1/flows', { host: 'gavel.bank', 'x-api-key': 'first-key-0123456789' })).status).toBe(200);
  });
});
