import { afterEach, describe, expect, it } from 'vitest';
import { samplePolicy } from '../testing/sample-flow.js';
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
    expect(body).toMatchObject({
      outcome: 'review',
      score: null,
      model: { name: 'sample', version: '1', role: 'champion' },
      degraded: ['model:timeout'],
    });
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

  it('counts nothing of what is refused because its key belongs to another body', async () => {
    const service = await start();
    const key = { 'idempotency-key': 'k-1' };
    await service.post(sampleRequest(), key);
    for (const n of [2, 3]) {
      const refused = await service.post(sampleRequest({ paymentId: `p-${n}`, eventTime: `2026-05-04T11:59:0${n}Z` }), key);
      expect(refused.status).toBe(422);
    }
    await service.post(sampleRequest({ paymentId: 'p-4', eventTime: '2026-05-04T11:59:04Z' }));
    expect(service.decisionLog.records.map((record) => record.facts.features['paymentsLastHour'])).toEqual([0, 1]);
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
        trace: () => [],
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
    for (const occurredAt of ['0000-01-01T00:00:00Z', '2026-05-02T11:00:00Z', '2026-05-05T12:00:01Z']) {
      const absurd = await ask(service, { method: 'POST', url, body: { ...label, occurredAt } });
      expect([absurd.status, absurd.body.faults]).toMatchObject([400, [{ pointer: '/occurredAt' }]]);
    }
    const nobody = await ask(service, { method: 'POST', url: '/v1/decisions/0190a0a0-0000-7000-8000-000000000000/labels', body: label });
    expect([nobody.status, nobody.body.type]).toEqual([404, 'urn:gavel:problem:unknown-decision']);
  });

  it('keeps a label that is given again after another one has overruled it: the last received counts', async () => {
    const service = await start();
    const { body } = await service.post(sampleRequest());
    const url = `/v1/decisions/${body.decisionId}/labels`;
    const given = { occurredAt: '2026-05-05T00:00:00+02:00', source: 'chargeback' };
    for (const label of ['fraud', 'genuine', 'fraud', 'fraud'])
      expect((await ask(service, { method: 'POST', url, body: { label, ...given } })).status).toBe(200);
    const { labels } = (await service.get(`/v1/decisions/${body.decisionId}`)).body;
    expect(labels.map(({ label }: { label: string }) => label)).toEqual(['fraud', 'genuine', 'fraud']);
  });
});
