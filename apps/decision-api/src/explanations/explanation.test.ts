import { sampleDecisionRecord } from '@gavel/engine/testing';
import type { DecisionRecord } from '@gavel/engine';
import { afterEach, describe, expect, it } from 'vitest';
import { sampleFlowTexts, samplePolicy } from '../testing/sample-flow.js';
import { sampleRequest, startSample, type SampleService } from '../testing/sample-service.js';
import type { Explanation } from './decision-explainer.js';
import { ExplanationQueue } from './explanation-queue.js';

const REASONS = { LARGE: 'The amount is large', FREQUENT: 'Many payments within an hour' };

/** The sample flow with groups for its two inputs. */
function explainedFlow(): Record<string, string> {
  const policy = JSON.parse(sampleFlowTexts()['policy.json']!) as Record<string, unknown>;
  const groups = [
    { name: 'size', features: ['amount'], reason: 'LARGE' },
    { name: 'pace', features: ['paymentsLastHour'], reason: 'FREQUENT' },
  ];
  return { 'policy.json': JSON.stringify({ ...policy, explanation: { groups } }) };
}

/** 0.9 for a large amount, 0.05 more for each earlier payment. */
const scoreOf = (values: Readonly<Record<string, unknown>>): number =>
  (Number(values['amount']) >= 50_000 ? 0.8 : 0.1) + 0.05 * Number(values['paymentsLastHour'] ?? 0);

describe('GET /v1/decisions/:id/explanation', () => {
  let service: SampleService;

  async function start(): Promise<void> {
    service = await startSample();
    service.models.answer('sample', '1', scoreOf).explain('sample', '1', { amount: 100, paymentsLastHour: 0 });
  }
  afterEach(() => service.close());

  async function explained(): Promise<void> {
    await start();
    service.folder.policy = samplePolicy(explainedFlow());
    await service.parts.policies.reload();
  }

  it('splits the score of a reviewed decision over the policy’s groups, with reasons as codes and text', async () => {
    await explained();
    const { body } = await service.post(sampleRequest({ amount: 60_000 }));
    expect(body.outcome).toBe('review');
    const { status, body: explanation } = await service.get(`/v1/decisions/${body.decisionId}/explanation`);
    expect(status).toBe(200);
    expect(explanation).toMatchObject({
      decisionId: body.decisionId,
      model: { name: 'sample', version: '1' },
      policy: body.policy,
      scoreValue: 0.8,
      background: { kind: 'rows', rows: 1, scoreValue: 0.1 },
      groups: [
        { name: 'size', features: ['amount'], direction: 'raises' },
        { name: 'pace', features: ['paymentsLastHour'], contribution: 0, direction: 'none' },
      ],
      reasons: [{ code: 'LARGE', text: REASONS.LARGE, group: 'size' }],
    });
    expect(explanation.groups[0].contribution).toBeCloseTo(0.7, 12);
  });

  it('has the explanation of a review ready by itself, and none of a pass until it is asked for', async () => {
    await explained();
    const pass = (await service.post(sampleRequest())).body;
    const review = (await service.post(sampleRequest({ paymentId: 'p-2', customerId: 'c-2', amount: 60_000 }))).body;
    await expect.poll(() => service.parts.afterwards.explanations.stats().explained).toBe(1);
    expect(service.parts.afterwards.explanations.find(review.decisionId)).toBeDefined();
    expect(service.parts.afterwards.explanations.find(pass.decisionId)).toBeUndefined();
    expect((await service.get(`/v1/decisions/${pass.decisionId}/explanation`)).body).toMatchObject({ scoreValue: 0.1, reasons: [] });
    expect((await service.get('/metrics')).text).toContain('gavel_explanations_total{result="explained"} 1');
  });

  it('explains decisions of a policy without groups by the groups in force', async () => {
    await start();
    const { decisionId, policy } = (await service.post(sampleRequest({ amount: 60_000 }))).body;
    service.folder.policy = samplePolicy(explainedFlow());
    await service.parts.policies.reload();
    const { body } = await service.get(`/v1/decisions/${decisionId}/explanation`);
    expect(body.groups.map(({ name }: { name: string }) => name)).toEqual(['size', 'pace']);
    expect(body.policy).not.toBe(policy);
    const later = (await service.post(sampleRequest({ paymentId: 'p-9', amount: 60_000 }))).body;
    expect((await service.get(`/v1/decisions/${later.decisionId}/explanation`)).body.policy).toBe(later.policy);
  });

  it('says why where there is nothing to explain, and that the model is not loaded any more', async () => {
    await explained();
    service.models.answer('sample', '1', { fault: 'failed' });
    const unscored = (await service.post(sampleRequest())).body;
    expect((await service.get(`/v1/decisions/${unscored.decisionId}/explanation`)).body).toMatchObject({
      status: 409,
      type: 'urn:gavel:problem:not-explainable',
      detail: expect.stringContaining('without a score'),
    });
    service.models.answer('sample', '1', scoreOf);
    const scored = (await service.post(sampleRequest({ paymentId: 'p-2' }))).body;
    service.models.answer('sample', '1', undefined);
    const { status, body } = await service.get(`/v1/decisions/${scored.decisionId}/explanation`);
    expect(status).toBe(409);
    expect(body.detail).toBe(
      'The very sample@1 that gave this score is not loaded here. Put its folder back to have its scores explained.',
    );
  });

  it('does not explain a score that the model does not give again', async () => {
    await explained();
    const { decisionId } = (await service.post(sampleRequest())).body;
    service.models.answer('sample', '1', 0.5);
    const { status, body } = await service.get(`/v1/decisions/${decisionId}/explanation`);
    expect([status, body.detail]).toEqual([409, expect.stringContaining('gives 0.5 today, and 0.1 was recorded')]);
  });

  it.each(['0198c2b4-0000-7000-8000-000000000000', 'nonsense'])('is 404 for a decision that is not there (%s)', async (id) => {
    await start();
    expect((await service.get(`/v1/decisions/${id}/explanation`)).body).toMatchObject({
      status: 404,
      type: 'urn:gavel:problem:unknown-decision',
    });
  });

  it('is asked again later, not failed, when the models have no time', async () => {
    await explained();
    const { decisionId } = (await service.post(sampleRequest())).body;
    service.models.answer('sample', '1', { fault: 'overloaded' });
    const { status, headers } = await service.get(`/v1/decisions/${decisionId}/explanation`);
    expect([status, headers['retry-after']]).toEqual([503, '1']);
  });
});

describe('ExplanationQueue', () => {
  const record = (id: string, outcome: 'pass' | 'review' = 'review'): DecisionRecord => {
    const sample = sampleDecisionRecord(id);
    return { ...sample, verdict: { ...sample.verdict, outcome } };
  };
  const explanation = { decisionId: 'x' } as Explanation;

  it('works on nothing before the answer is given, and never on a pass', async () => {
    const asked: string[] = [];
    const queue = new ExplanationQueue({ explain: async ({ ask }) => (asked.push(ask.decisionId), explanation) });
    queue.offer(record('a'));
    queue.offer(record('b', 'pass'));
    expect(asked).toEqual([]);
    await expect.poll(() => queue.stats().explained).toBe(1);
    expect(asked).toEqual(['a']);
  });

  it('drops and counts what is too much, forgets the oldest, and outlives an explainer that fails', async () => {
    const queue = new ExplanationQueue(
      { explain: async ({ ask }) => (ask.decisionId === '1' ? Promise.reject(new Error('no')) : explanation) },
      { maxWaiting: 3, maxKept: 1 },
    );
    for (let id = 0; id < 5; id += 1) queue.offer(record(String(id)));
    await expect.poll(() => queue.stats()).toEqual({ explained: 2, failed: 1, dropped: 2, waiting: 0, kept: 1 });
    expect([queue.find('0'), queue.find('2')]).toEqual([undefined, explanation]);
  });

  it('ends an explanation that takes too long', async () => {
    const queue = new ExplanationQueue(
      { explain: (_record, deadline) => new Promise((_, fail) => deadline.listen({ onDeadline: () => fail(new Error('late')) })) },
      { timeoutMs: 5 },
    );
    queue.offer(record('a'));
    await expect.poll(() => queue.stats().failed).toBe(1);
    await queue.close();
  });
});
