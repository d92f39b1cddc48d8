import { FakeDecisionLog } from '@gavel/engine/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { samplePolicy, sampleFlowTexts } from '../testing/sample-flow.js';
import { sampleRequest, startSample, type SampleOptions, type SampleService } from '../testing/sample-service.js';

const open: SampleService[] = [];

async function start(options: SampleOptions = {}): Promise<SampleService> {
  const service = await startSample(options);
  open.push(service);
  return service;
}

afterEach(async () => {
  for (const service of open.splice(0)) await service.close();
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

  it('refuses a policy whose champion is not there, says what is, and takes it when it is ready', async () => {
    const service = await start();
    const texts = sampleFlowTexts();
    service.folder.policy = samplePolicy({ 'policy.json': texts['policy.json']!.replace('"champion":"1"', '"champion":"2"') });
    await service.parts.policies.reload();
    expect((await service.post(sampleRequest())).body).toMatchObject({ score: 0.1, degraded: [] });
    const { body } = await service.get('/v1/flows/sample');
    expect(body.faults).toMatchObject([{ file: 'sample/policy.json', pointer: '/model/champion' }]);
    expect(body.faults[0].message).toBe('The champion sample@2 is failed; ready are: 1.');
    service.models.answer('sample', '2', 0.2);
    service.modelsChanged();
    await expect.poll(async () => (await service.get('/v1/flows/sample')).body.champion).toBe('2');
  });

  it('names what a version reads and its flow does not have', async () => {
    const service = await start();
    service.models.explain('sample', '1', { amount: 1, nosuchFact: 2 });
    const { body } = await service.get('/health');
    const told = 'does not have and does not score it, which is decided by rules and the fallback table: nosuchFact';
    expect(body.notes).toContain(`model sample@1 reads what sample ${told}`);
    expect((await service.post(sampleRequest())).body).toMatchObject({ degraded: ['model:not-ready'] });
    expect((await service.post(sampleRequest({ paymentId: 'p-2' }))).body).not.toHaveProperty('score', 0.1);
  });

  it('lets no canary decide that reads what the flow does not have', async () => {
    const service = await start({ flags: { 'gavel.sample.canary': '2' } });
    service.models.answer('sample', '2', 0.2).explain('sample', '2', { nosuchFact: 2 });
    expect((await service.post(sampleRequest())).body).toMatchObject({ score: 0.1, degraded: [] });
    expect((await service.get('/health')).body.notes.join()).toContain('model sample@2 reads what sample does not have');
  });

  it('refuses a policy whose champion reads what the flow does not have', async () => {
    const service = await start();
    const texts = sampleFlowTexts();
    service.models.answer('sample', '2', 0.2).explain('sample', '2', { nosuchFact: 2 });
    service.folder.policy = samplePolicy({ 'policy.json': texts['policy.json']!.replace('"champion":"1"', '"champion":"2"') });
    await service.parts.policies.reload();
    expect((await service.post(sampleRequest())).body).toMatchObject({ score: 0.1, degraded: [] });
    expect((await service.get('/v1/flows/sample')).body.faults[0].message).toBe(
      'The champion sample@2 reads what the flow does not have: nosuchFact.',
    );
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

  it.each([{ maxInFlight: 0 }, { maxLagMs: -1, minInFlight: 0 }])(
    'refuses early over the limit %j, and still tells of its health',
    async (loadLimits) => {
      const service = await start({ loadLimits });
      await expect.poll(async () => (await service.post({})).status).toBe(503);
      const { status, body, headers } = await service.post(sampleRequest());
      expect([status, body.type, headers['retry-after']]).toEqual([503, 'urn:gavel:problem:overloaded', '1']);
      expect(service.decisionLog.records).toEqual([]);
      for (const path of ['/health/live', '/health/ready', '/metrics']) expect((await service.get(path)).status).toBe(200);
    },
  );

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

  it('says it in plain words when another program has its port', async () => {
    const first = await start();
    const { port } = new URL(await first.listen());
    const second = await start({ environment: { PORT: port } });
    await expect(second.listen()).rejects.toThrow(`another program listens on 127.0.0.1:${port}`);
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
