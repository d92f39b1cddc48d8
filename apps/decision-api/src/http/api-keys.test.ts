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
