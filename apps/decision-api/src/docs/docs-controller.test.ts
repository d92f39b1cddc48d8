import { afterEach, describe, expect, it } from 'vitest';
import { startSample, type SampleOptions, type SampleService } from '../testing/sample-service.js';

const open: SampleService[] = [];

async function start(options: SampleOptions = {}): Promise<SampleService> {
  const service = await startSample(options);
  open.push(service);
  return service;
}

afterEach(async () => {
  for (const service of open.splice(0)) await service.close();
});

describe('documentation', () => {
  it('describes the API with each flow’s own schema and example', async () => {
    const service = await start();
    const { body } = await service.get('/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    const post = body.paths['/v1/flows/sample/decisions'].post;
    expect(post.requestBody.content['application/json'].schema).toEqual({ $ref: '#/components/schemas/sample-request' });
    expect(post.requestBody.content['application/json'].example).toMatchObject({ paymentId: 'p-1' });
    expect(body.components.schemas['sample-request'].properties.amount.type).toBe('integer');
    expect(Object.keys(body.components.schemas.Answer.properties)).toEqual([
      'decisionId',
      'flow',
      'outcome',
      'reasons',
      'score',
      'model',
      'policy',
      'degraded',
      'durable',
      'replayed',
      'latencyMs',
    ]);
    const references = [...JSON.stringify(body).matchAll(/"\$ref":"#\/components\/schemas\/([^"/]+)"/g)].map((match) => match[1]!);
    for (const name of references) expect(body.components.schemas).toHaveProperty([name]);
  });

  it('says what answers are not the one that was asked for, and what the readiness of versions and the metrics mean', async () => {
    const service = await start();
    const { body } = await service.get('/openapi.json');
    expect(body.paths['/v1/flows/sample/decisions'].post.responses['403'].description).toContain('foreign-host');
    expect(body.paths['/v1/flows/{flow}'].get.description).toContain('shadowsReady');
    expect(body.paths['/metrics'].get.description).toContain('gavel_decision_limit');
    expect(body.paths['/health/live'].get.responses).not.toHaveProperty('403');
  });

  it('has a page that loads nothing from elsewhere', async () => {
    const service = await start();
    const page = await service.get('/docs');
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    const loaded = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    expect(loaded.length).toBeGreaterThan(3);
    for (const path of loaded) expect((await service.get(path)).status).toBe(200);
    expect((await service.get('/docs/assets/index.html')).status).toBe(404);
    expect((await service.get('/')).headers['location']).toBe('/docs');
    expect((await service.get('/docs/')).text).toBe(page.text);
    expect((await service.get('/v1/flows/')).body).toEqual((await service.get('/v1/flows')).body);
  });
});
