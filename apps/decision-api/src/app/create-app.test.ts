import { FakeDecisionLog } from '@gavel/engine/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { ask, flagDocument, sampleRequest, startSample, type SampleOptions, type SampleService } from '../testing/sample-service.js';
import { samplePolicy } from '../testing/sample-flow.js';
import { writeFile } from 'node:fs/promises';

const open: SampleService[] = [];

async function start(options: SampleOptions = {}): Promise<SampleService> {
  const service = await startSample(options);
  open.push(service);
  return service;
}

afterEach(async () => {
  for (const service of open.splice(0)) await service.close();
});

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('POST /v1/flows/{flow}/decisions', () => {
  it('answers with exactly what was promised', async () => {
    const service = await start();
    const { status, body, headers } = await service.post(sampleRequest());
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(body).toEqual({
      decisionId: expect.stringMatching(UUID),
      flow: 'sample',
      outcome: 'pass',
      reasons: [],
      score: 0.1,
      model: { name: 'sample', version: '1', role: 'champion' },
      policy: samplePolicy().hash,
      degraded: [],
      durable: true,
      replayed: false,
      latencyMs: expect.any(Number),
    });
  });

  it('gives reasons with the rule that spoke', async () => {
    const service = await start();
    const { body } = await service.post(sampleRequest({ amount: 200_000 }));
    expect(body.outcome).toBe('review');
    expect(body.reasons).toEqual([{ code: 'LARGE', text: 'The amount is large', source: 'rule', rule: 'large' }]);
  });

  it('answers by rules and fallback when the model hangs, and says so', async () => {
    const service = await start();
    service.models.answer('sample', '1', 'hang');
    const { status, body } = await service.post(sampleRequest());
    expect(status).toBe(200);
    expect(body).toMatchObject({ outcome: 'review', score: null, model: null, degraded: ['model:timeout'] });
    expect(body.reasons[0]).toMatchObject({ code: 'NO_SCORE', source: 'fallback' });
  });

  it('answers again from the record, and counts and compares nothing twice', async () => {
    const service = await start({ flags: { 'gavel.sample.shadow': '2' } });
    service.models.answer('sample', '2', 0.2);
    const first = await service.post(sampleRequest());
    service.models.answer('sample', '1', 0.9);
    const second = await service.post(sampleRequest());
    expect(second.status).toBe(200);
    expect({ ...second.body, latencyMs: 0 }).toEqual({ ...first.body, latencyMs: 0, replayed: true });
    expect(service.decisionLog.records).toHaveLength(1);
    await service.parts.shadows.drain(1000);
    expect(service.parts.shadows.stats().judged).toBe(1);
    for (const n of [2, 3]) await service.post(sampleRequest({ paymentId: `p-${n}`, eventTime: `2026-05-04T11:59:0${n}Z` }));
    expect(service.decisionLog.records.map((record) => record.facts.features['paymentsLastHour'])).toEqual([0, 1, 2]);
  });

  it('takes the header as the key, before the request’s own id', async () => {
    const service = await start();
    const first = await service.post(sampleRequest(), { 'idempotency-key': 'k-1' });
    expect((await service.post(sampleRequest(), { 'idempotency-key': 'k-1' })).body).toMatchObject({
      decisionId: first.body.decisionId,
      replayed: true,
    });
    expect((await service.post(sampleRequest(), { 'idempotency-key': 'k-2' })).body.replayed).toBe(false);
    expect((await service.post(sampleRequest(), { 'idempotency-key': 'not a key' })).body.faults).toMatchObject([
      { subject: 'Idempotency-Key' },
    ]);
  });

  it('refuses a key that was used with another body', async () => {
    const service = await start();
    const first = await service.post(sampleRequest());
    const { status, body, headers } = await service.post(sampleRequest({ amount: 7 }));
    expect([status, headers['content-type']]).toEqual([422, 'application/problem+json; charset=utf-8']);
    expect(body).toMatchObject({ type: 'urn:gavel:problem:key-reused', status: 422, decisionId: first.body.decisionId });
  });

  it('gives no answer that cannot be logged', async () => {
    const service = await start();
    service.decisionLog.failure = new Error('the disk is on fire');
    const { status, body, headers, text } = await service.post(sampleRequest());
    expect([status, headers['retry-after']]).toEqual([503, '2']);
    expect(body).toMatchObject({ type: 'urn:gavel:problem:log-unavailable', title: expect.any(String), detail: expect.any(String) });
    expect(text).not.toContain('fire');
    expect(text).not.toContain('outcome');
    service.decisionLog.failure = undefined;
    expect((await service.post(sampleRequest())).body).toMatchObject({ outcome: 'pass', replayed: false });
  });

  it('answers 500 and no outcome when judging itself breaks', async () => {
    const service = await start();
    const policy = samplePolicy();
    const broken = {
      ...policy,
      hash: 'f'.repeat(64),
      rules: {
        size: 1,
        evaluate: () => {
          throw new Error('a bug');
        },
      },
    };
    service.folder.policy = broken;
    await service.parts.policies.reload();
    const { status, body, text } = await service.post(sampleRequest());
    expect([status, body.type]).toEqual([500, 'urn:gavel:problem:unexpected']);
    expect(text).not.toMatch(/a bug|pass|outcome/);
    expect(service.decisionLog.records).toEqual([]);
  });

  it('knows only the flows it has', async () => {
    const service = await start();
    const { status, body } = await ask(service, { method: 'POST', url: '/v1/flows/nowhere/decisions', body: {} });
    expect([status, body.type]).toEqual([404, 'urn:gavel:problem:unknown-flow']);
  });

  it('lets the canary decide for its share', async () => {
    const service = await start({ flags: { 'gavel.sample.canary': '2' } });
    service.models.answer('sample', '2', 0.7);
    expect((await service.post(sampleRequest())).body).toMatchObject({ outcome: 'review', model: { version: '2', role: 'canary' } });
  });
});

describe('a bad body', () => {
  it('is answered with every fault, its pointer and how to mend it', async () => {
    const service = await start();
    const { status, body, headers } = await service.post(sampleRequest({ amount: '12', customerId: '', more: 1 }));
    expect([status, headers['content-type']]).toEqual([400, 'application/problem+json; charset=utf-8']);
    expect(body).toMatchObject({
      type: 'urn:gavel:problem:invalid-request',
      title: expect.any(String),
      status: 400,
      detail: expect.any(String),
    });
    expect(body.faults.map((fault: { pointer: string }) => fault.pointer)).toEqual(
      expect.arrayContaining(['/amount', '/customerId', '/more']),
    );
    for (const fault of body.faults)
      expect(fault).toMatchObject({ pointer: expect.any(String), message: expect.any(String), mend: expect.any(String) });
  });

  it.each([
    ['a key twice', '{"a":1,"a":2}'],
    ['a number that loses precision', '{"amount":9007199254740993}'],
    ['an infinite number', '{"amount":1e400}'],
    ['__proto__', '{"__proto__":{"a":1}}'],
    ['NUL', String.raw`{"a":"\u0000"}`],
    ['a lone surrogate', String.raw`{"a":"\ud800"}`],
    ['too deep a nest', '['.repeat(33) + ']'.repeat(33)],
    ['what is not JSON', '{"a":'],
    ['nothing', ''],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ])('is refused for %s', async (_name, body) => {
    const service = await start();
    const reply = await service.post(body);
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({ type: 'urn:gavel:problem:invalid-request', status: 400 });
    expect(reply.body.faults?.[0]?.message ?? reply.body.detail).toMatch(/\w+/);
  });

  it('is refused for its size, counted or not, and for its type', async () => {
    const service = await start();
    const large = await service.post({ pad: 'x'.repeat(65_536) });
    expect([large.status, large.body.type]).toEqual([413, 'urn:gavel:problem:body-too-large']);
    const typed = await service.post('a=1', { 'content-type': 'application/x-www-form-urlencoded' });
    expect([typed.status, typed.body.type]).toEqual([415, 'urn:gavel:problem:unsupported-media-type']);
  });

  it('is refused for a time in the future', async () => {
    const service = await start();
    const { status, body } = await service.post(sampleRequest({ eventTime: '2026-05-04T12:06:00Z' }));
    expect(status).toBe(400);
    expect(body.faults).toMatchObject([{ pointer: '/eventTime', message: expect.stringContaining('2026-05-04T12:00:00') }]);
  });
});

describe('other paths', () => {
  it.each(['/nowhere', '/v1/flows/nowhere', '/v1/flows/nowhere/policy', '/v1/decisions/nobody', `/v1/flows/${'x'.repeat(300)}`, '/%ZZ'])(
    'answer %s with a problem document',
    async (path) => {
      const service = await start();
      const { status, body, headers } = await service.get(path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(body).toMatchObject({ type: expect.stringMatching(/^urn:gavel:problem:/), status, title: expect.any(String) });
    },
  );
});

describe('shadows', () => {
  /** Answers of a few requests, without what differs from call to call. */
  async function answersWith(options: SampleOptions, prepare: (service: SampleService) => void): Promise<string[]> {
    const service = await start(options);
    prepare(service);
    const texts: string[] = [];
    for (let n = 0; n < 4; n++) {
      const { text } = await service.post(sampleRequest({ paymentId: `p-${n}`, amount: n * 50_000, eventTime: `2026-05-04T11:59:0${n}Z` }));
      texts.push(text.replaceAll(/"(decisionId|latencyMs)":("[^"]*"|[\d.]+)/g, '"$1":0'));
    }
    await service.parts.shadows.drain(3000);
    return texts;
  }
  const flags = { 'gavel.sample.shadow': '2' };
  const shadowLimits = { timeoutMs: 50 };

  it('change no byte of an answer, whether they work, throw, hang or lie', async () => {
    const without = await answersWith({}, () => undefined);
    expect(without[0]).toContain('"outcome":"pass"');
    const boom = (): number => {
      throw new Error('boom');
    };
    for (const answer of [0.9, boom, 'hang', Number.NaN, 7] as const) {
      const withShadow = await answersWith({ flags, shadowLimits }, (service) => service.models.answer('sample', '2', answer));
      expect(withShadow).toEqual(without);
    }
  });

  it('are recorded beside the decision, also when they fail', async () => {
    const service = await start({ flags });
    service.models.answer('sample', '2', 0.8);
    const { body } = await service.post(sampleRequest());
    await service.parts.shadows.drain(1000);
    const { body: record } = await service.get(`/v1/decisions/${body.decisionId}`);
    expect(record.shadows).toMatchObject([{ version: '2', outcome: 'review', liveOutcome: 'pass', status: 'judged' }]);
    service.models.answer('sample', '2', Number.NaN);
    const next = await service.post(sampleRequest({ paymentId: 'p-2' }));
    await service.parts.shadows.drain(1000);
    const after = await service.get(`/v1/decisions/${next.body.decisionId}`);
    expect(after.body.shadows).toMatchObject([{ status: 'failed', outcome: 'review' }]);
    expect((await service.get('/metrics')).text).toMatch(/gavel_shadow_verdicts_total\{.*live="pass",shadow="review".*\} 1/);
  });
});

describe('GET /v1/decisions/{id} and labels', () => {
  it('gives the whole record', async () => {
    const service = await start();
    const { body } = await service.post(sampleRequest());
    const { body: record } = await service.get(`/v1/decisions/${body.decisionId}`);
    expect(record).toMatchObject({
      ask: { flow: 'sample', request: sampleRequest(), idempotencyKey: 'p-1' },
      policy: body.policy,
      assignment: { role: 'champion', version: '1', flags: { source: 'file' } },
      facts: { features: { paymentsLastHour: 0 }, missing: [], degraded: [], scores: { 'sample@1': 0.1 } },
      verdict: { outcome: 'pass', hits: [] },
      shadows: [],
      labels: [],
    });
  });

  it('keeps a label once, and refuses what is none', async () => {
    const service = await start();
    const { body } = await service.post(sampleRequest());
    const url = `/v1/decisions/${body.decisionId}/labels`;
    const label = { label: 'fraud', occurredAt: '2026-05-05T00:00:00+02:00', source: 'chargeback' };
    for (let n = 0; n < 2; n++) expect((await ask(service, { method: 'POST', url, body: label })).status).toBe(200);
    expect((await service.get(`/v1/decisions/${body.decisionId}`)).body.labels).toMatchObject([{ label: 'fraud', source: 'chargeback' }]);
    const bad = await ask(service, { method: 'POST', url, body: { label: 'maybe', occurredAt: 'soon', who: 1 } });
    expect(bad.body.faults.map((fault: { pointer: string }) => fault.pointer).toSorted()).toEqual([
      '/label',
      '/occurredAt',
      '/source',
      '/who',
    ]);
    const nobody = await ask(service, { method: 'POST', url: '/v1/decisions/0190a0a0-0000-7000-8000-000000000000/labels', body: label });
    expect([nobody.status, nobody.body.type]).toEqual([404, 'urn:gavel:problem:unknown-decision']);
  });
});

describe('flows', () => {
  it('shows what is in force, and who decides', async () => {
    const service = await start({ flags: { 'gavel.sample.shadow': '2, 1' } });
    expect((await service.get('/v1/flows')).body).toEqual({
      flows: [{ name: 'sample', title: 'Sample payments', policy: samplePolicy().hash }],
    });
    expect((await service.get('/v1/flows/sample')).body).toMatchObject({
      champion: '1',
      canary: null,
      shadows: ['2'],
      rules: 2,
      schema: { type: 'object' },
    });
    await writeFile(service.flagsFile, flagDocument({ 'gavel.sample.canary': '2' }));
    await expect
      .poll(async () => (await service.get('/v1/flows/sample')).body.canary, { timeout: 2000 })
      .toEqual({ version: '2', share: 100 });
  });

  it('has an example that decides', async () => {
    const service = await start();
    const { text } = await service.get('/v1/flows/sample/example');
    expect((await service.post(text)).body.outcome).toBe('pass');
  });

  it('gives the policy, and the files of one that was replaced', async () => {
    const service = await start();
    const before = await service.get('/v1/flows/sample/policy');
    expect(before.body).toMatchObject({
      hash: samplePolicy().hash,
      definition: { unknownReason: 'NOT_KNOWN' },
      rules: { 'amount.rules.json': { rules: [{ name: 'large' }, { name: 'frequent' }] } },
    });
    const flow = samplePolicy().files['flow.json']!;
    service.folder.policy = samplePolicy({ 'flow.json': flow.replace('For tests.', 'For other tests.') });
    await service.parts.policies.reload();
    expect((await service.get('/v1/flows/sample/policy')).body.hash).not.toBe(before.body.hash);
    const kept = await service.get(`/v1/flows/sample/policy?hash=${before.body.hash}`);
    expect(kept.body).toEqual({ flow: 'sample', hash: before.body.hash, files: samplePolicy().files });
    expect((await service.get(`/v1/flows/sample/policy?hash=${'0'.repeat(64)}`)).status).toBe(404);
    expect((await service.get('/v1/flows/sample/policy?hash=1')).status).toBe(400);
  });
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

describe('health and load', () => {
  it('is ready with rules and a log, whatever models and flags do', async () => {
    const service = await start();
    service.models.answer('sample', '1', undefined);
    expect((await service.get('/health/ready')).status).toBe(200);
    const { body } = await service.get('/health');
    expect(body).toMatchObject({
      status: 'degraded',
      models: { backend: 'cpu', gpu: false },
      flags: { source: 'file' },
      store: { healthy: true },
    });
    expect(body.notes.join()).toContain('sample@1');
  });

  it('is live but not ready without the log', async () => {
    const log = new FakeDecisionLog();
    const service = await start({ log });
    log.failure = new Error('gone');
    expect((await service.get('/health/live')).status).toBe(200);
    const { status, body } = await service.get('/health/ready');
    expect([status, body.type]).toEqual([503, 'urn:gavel:problem:not-ready']);
    expect((await service.get('/health')).body.status).toBe('down');
  });

  it('refuses early when there is too much to do, and still tells of its health', async () => {
    const service = await start({ loadLimits: { maxInFlight: 0 } });
    const { status, body, headers } = await service.post(sampleRequest());
    expect([status, body.type, headers['retry-after']]).toEqual([503, 'urn:gavel:problem:overloaded', '1']);
    expect(service.decisionLog.records).toEqual([]);
    for (const path of ['/health/live', '/health/ready', '/metrics']) expect((await service.get(path)).status).toBe(200);
  });

  it('finishes what is at work when it stops, and takes nothing new', async () => {
    const service = await start();
    const url = await service.listen();
    service.models.answer('sample', '1', 'hang');
    const send = (paymentId: string) =>
      fetch(`${url}/v1/flows/sample/decisions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(sampleRequest({ paymentId })),
      });
    const atWork = send('p-1');
    await expect.poll(() => service.models.asked.length).toBe(1);
    service.parts.guard.stop();
    expect((await send('p-2')).status).toBe(503);
    const closed = service.close();
    expect((await atWork).status).toBe(200);
    await closed;
    await expect(send('p-3')).rejects.toThrow('fetch failed');
  });

  it('counts what it does', async () => {
    const service = await start();
    await service.post(sampleRequest());
    await service.post(sampleRequest());
    await service.post(sampleRequest({ amount: 1 }));
    const { text, headers } = await service.get('/metrics');
    expect(headers['content-type']).toContain('text/plain');
    for (const line of [
      'gavel_decisions_total{flow="sample",outcome="pass",role="champion",version="1"} 1',
      'gavel_replays_total{flow="sample"} 1',
      'gavel_key_conflicts_total{flow="sample"} 1',
      'gavel_decision_stage_seconds_count{flow="sample",stage="append"} 1',
      'gavel_model_version{name="sample",version="1",state="ready"} 1',
      'gavel_model_batches_total{rows="1"} 3',
      'gavel_http_request_seconds_count{method="POST",route="/v1/flows/:flow/decisions",status="422"} 1',
    ]) {
      expect(text).toContain(line);
    }
    expect(text).toContain('gavel_event_loop_lag_seconds');
  });
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
  });
});
