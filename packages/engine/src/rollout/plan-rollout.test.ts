import { describe, expect, it } from 'vitest';
import type { Ask } from '../contract/decision.js';
import type { Policy } from '../policy/policy.js';
import type { FlagContext, Flags } from '../ports.js';
import { canaryFlag, planRollout, shadowFlag } from './plan-rollout.js';

const policy = { hash: 'h', flow: { fields: { stickiness: 'customerId' } }, model: { name: 'm', version: '1' } } as unknown as Policy;
const ask: Ask = {
  decisionId: 'd',
  flow: 'f',
  request: { customerId: 'c-1' },
  eventTimeMs: 0,
  receivedAtMs: 0,
  idempotencyKey: 'k',
  bodyHash: 'b',
};

function flagsOf(payloads: Record<string, string>, seen: FlagContext[] = []): Flags {
  return {
    variant: (flag, context) => {
      seen.push(context);
      return payloads[flag];
    },
    status: () => ({ source: 'file', ageMs: 5 }),
  };
}

const plan = (payloads: Record<string, string>, ready: readonly string[] = ['1', '2', '3']) =>
  planRollout({ flags: flagsOf(payloads), policy, ask, isReady: (_name, version) => ready.includes(version) });

describe('planRollout', () => {
  it('lets the champion decide without flags', () => {
    expect(plan({}).assignment).toEqual({ role: 'champion', version: '1', shadows: [], flags: { source: 'file', ageMs: 5 }, notes: [] });
  });

  it('lets the canary decide where the flag names one, and compares the champion in its place', () => {
    const { live, shadows, assignment } = plan({ [canaryFlag('f')]: '2', [shadowFlag('f')]: '2,3' });
    expect(assignment).toMatchObject({ role: 'canary', version: '2', shadows: ['1', '3'] });
    expect(live.model?.version).toBe('2');
    expect(shadows.map((shadow) => shadow.model?.version)).toEqual(['1', '3']);
    expect(live.hash).toBe('h');
  });

  it('compares each version once and never the one that decides', () => {
    expect(plan({ [shadowFlag('f')]: ' 2, 2,1, ' }).assignment.shadows).toEqual(['2']);
  });

  it('notes versions beyond the fourth', () => {
    const { assignment } = plan({ [shadowFlag('f')]: '2,3,4,5,6' }, ['1', '2', '3', '4', '5', '6']);
    expect(assignment).toMatchObject({ shadows: ['2', '3', '4', '5'], notes: ['shadow 6 is one too many: at most 4 are compared'] });
  });

  it('notes and leaves out versions that are not ready', () => {
    const { assignment } = plan({ [canaryFlag('f')]: '9', [shadowFlag('f')]: '2,8' });
    expect(assignment).toMatchObject({
      role: 'champion',
      version: '1',
      shadows: ['2'],
      notes: ['canary 9 is not ready', 'shadow 8 is not ready'],
    });
  });

  it('asks by the flow’s sticky field', () => {
    const seen: FlagContext[] = [];
    planRollout({ flags: flagsOf({}, seen), policy, ask, isReady: () => true });
    expect(seen).toEqual([
      { stickiness: 'customerId', key: 'c-1' },
      { stickiness: 'customerId', key: 'c-1' },
    ]);
  });
});
