import { afterEach, describe, expect, it } from 'vitest';
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
