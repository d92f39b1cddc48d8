import { Deadline } from './contract/deadline.js';
import { describe, expect, it } from 'vitest';
import type { Ask } from './contract/decision.js';
import { decide } from './decide.js';
import { loadPolicy } from './policy/load-policy.js';
import type { Policy } from './policy/policy.js';
import type { World } from './ports.js';
import type { RolloutPlan } from './rollout/plan-rollout.js';
import { FakeCounters } from './testing/fake-counters.js';
import { FakeDecisionLog } from './testing/fake-decision-log.js';
import { FakeModels } from './testing/fake-models.js';
import { sampleFlow } from './testing/sample-flow.js';

const AT_MS = Date.parse('2026-03-01T12:00:00Z');

function samplePolicy(): Policy {
  const policy = loadPolicy(sampleFlow());
  if (!policy.ok) throw new Error(JSON.stringify(policy.faults));
  return policy.value;
}

const policy = samplePolicy();
const assignment = { role: 'champion', version: '1', shadows: [], flags: { source: 'none', ageMs: 0 }, notes: [] } as const;
const plan: RolloutPlan = { live: policy, shadows: [], assignment };
const windows = policy.catalogue.windows.filter(({ read }) => read.aggregate === 'count').map(({ name }) => name);

function ask(id: string, atMs: number): Ask {
  const { requestId, eventTime } = policy.flow.fields;
  const request = { ...policy.flow.example, [requestId]: id, [eventTime]: new Date(atMs).toISOString() };
  return {
    decisionId: `d-${id}`,
    flow: policy.flow.name,
    request,
    eventTimeMs: atMs,
    receivedAtMs: atMs,
    idempotencyKey: id,
    bodyHash: id,
  };
}

function world(parts: Partial<World> = {}): World {
  const models = new FakeModels();
  if (policy.model !== undefined) models.answer(policy.model.name, policy.model.version, 0.01);
  return { counters: new FakeCounters(), models, log: new FakeDecisionLog(), nowMs: () => 0, ...parts };
}

const run = (one: Ask, where: World) => decide(one, plan, where, new Deadline());
const counted = async (one: Ask, where: World): Promise<readonly unknown[]> => {
  const { facts } = await run(one, where);
  return windows.map((name) => facts.features[name]);
};

describe('decide', () => {
  it('has a sample flow that counts', () => {
    expect(windows.length).toBeGreaterThan(0);
  });

  it('lets each of many payments at once see those before it', async () => {
    const where = world();
    const results = await Promise.all([0, 1, 2, 3].map((n) => counted(ask(`p${n}`, AT_MS + n), where)));
    expect(results).toEqual([0, 1, 2, 3].map((n) => windows.map(() => n)));
  });

  it('counts what is asked again once, and what could not be logged too', async () => {
    const log = new FakeDecisionLog();
    const where = world({ log });
    log.failure = new Error('gone');
    await expect(run(ask('a', AT_MS), where)).rejects.toThrow('gone');
    log.failure = undefined;
    await run(ask('a', AT_MS), where);
    expect((await run(ask('a', AT_MS), where)).result.status).toBe('replayed');
    expect(await counted(ask('b', AT_MS + 1), where)).toEqual(windows.map(() => 1));
  });

  it('decides without history where it cannot be read, and says so', async () => {
    const refuse = () => Promise.reject(new Error('no'));
    const counters = { observe: refuse, add: refuse, label: refuse };
    const { record } = await run(ask('a', AT_MS), world({ counters }));
    expect(record.facts.degraded).toEqual(['features:unavailable']);
    expect(record.verdict.decidedBy).toBe('fallback');
  });
});
