import { FakeCounters, FakeDecisionLog, FakeModels, sampleDecisionRecord } from '@gavel/engine/testing';
import type { LiveDecision, Models, ShadowVerdict, World } from '@gavel/engine';
import { describe, expect, it } from 'vitest';
import { withModelVersion } from '@gavel/engine';
import { samplePolicy } from '../testing/sample-flow.js';
import { ShadowQueue, type ShadowLimits } from './shadow-queue.js';

const record = sampleDecisionRecord('d-1', { ask: { flow: 'sample', request: { paymentId: 'p', customerId: 'c', amount: 1 } } });
const live: LiveDecision = { record, facts: { ...record.facts, request: record.ask.request } };
const candidate = withModelVersion(samplePolicy(), '2');

function queueOn(models: Models, limits: Partial<ShadowLimits> = {}) {
  const log = new FakeDecisionLog();
  const world: World = { counters: new FakeCounters(), models, log, nowMs: () => performance.now() };
  const verdicts: ShadowVerdict[] = [];
  const lost: string[] = [];
  const events = { onVerdict: (verdict: ShadowVerdict) => void verdicts.push(verdict), onLost: (cause: string) => void lost.push(cause) };
  return { queue: new ShadowQueue(world, events, limits), log, verdicts, lost };
}

describe('ShadowQueue', () => {
  it('judges after the current turn and writes the verdict', async () => {
    const { queue, log, verdicts } = queueOn(new FakeModels().answer('sample', '2', 0.9));
    queue.offer(live, [candidate]);
    expect(verdicts).toEqual([]);
    await queue.drain(1000);
    expect(verdicts).toMatchObject([{ decisionId: 'd-1', version: '2', status: 'judged', outcome: 'review', score: 0.9 }]);
    expect(await log.shadowsOf('d-1')).toHaveLength(1);
    expect(queue.stats()).toMatchObject({ judged: 1, waiting: 0, atWork: 0 });
  });

  it('drops what is over its limit, and counts it', async () => {
    const { queue, lost } = queueOn(new FakeModels().answer('sample', '2', 0.9), { maxWaiting: 2 });
    for (let n = 0; n < 5; n++) queue.offer(live, [candidate]);
    await queue.drain(1000);
    expect(lost).toEqual(['dropped', 'dropped', 'dropped']);
    expect(queue.stats()).toMatchObject({ judged: 2, dropped: 3 });
  });

  it('gives a candidate its own time and then calls it failed', async () => {
    const { queue, verdicts } = queueOn(new FakeModels().answer('sample', '2', 'hang'), { timeoutMs: 20 });
    queue.offer(live, [candidate]);
    await queue.drain(2000);
    expect(verdicts).toMatchObject([{ status: 'failed', error: expect.stringContaining('timeout') }]);
  });

  it('works on no more than its limit at once', async () => {
    let atOnce = 0;
    let most = 0;
    const models: Models = {
      isReady: () => true,
      score: async () => {
        most = Math.max(most, ++atOnce);
        await new Promise((done) => setTimeout(done, 2));
        atOnce--;
        return { ok: true, score: 0.1, digest: '', backend: 'cpu', gpu: false };
      },
    };
    const { queue } = queueOn(models, { maxAtWork: 3 });
    for (let n = 0; n < 20; n++) queue.offer(live, [candidate]);
    await queue.drain(2000);
    expect(most).toBe(3);
    expect(queue.stats().judged).toBe(20);
  });

  it('goes on after a candidate that throws, a log that fails and an observer that throws', async () => {
    const models = new FakeModels().answer('sample', '2', () => {
      throw new Error('boom');
    });
    const { queue, log, lost } = queueOn(models);
    log.failure = new Error('gone');
    queue.offer(live, [candidate]);
    await queue.drain(1000);
    expect(lost).toEqual(['lost']);
    log.failure = undefined;
    models.answer('sample', '2', 0.1);
    queue.offer(live, [candidate]);
    await queue.drain(1000);
    expect(queue.stats()).toMatchObject({ lost: 1, judged: 1 });
  });

  it('waits for its work no longer than it is told to', async () => {
    const { queue, lost } = queueOn(new FakeModels().answer('sample', '2', 'hang'), { timeoutMs: 60_000, maxAtWork: 1 });
    for (let n = 0; n < 3; n++) queue.offer(live, [candidate]);
    await new Promise((done) => setImmediate(done));
    await queue.drain(20);
    expect(lost).toEqual(['dropped', 'dropped']);
  });
});
