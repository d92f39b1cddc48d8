import { expect, it } from 'vitest';
import { samplePolicy } from '../testing/sample-flow.js';
import { FeatureMonitor } from './feature-monitor.js';

const POLICY = samplePolicy({
  'features.json': JSON.stringify({
    features: [
      { name: 'paymentsLastHour', type: 'number', description: 'x', key: 'customerId', window: '1h', aggregate: 'count' },
      { name: 'mean', type: 'number', description: 'x', key: 'customerId', window: '1h', aggregate: 'mean', of: 'amount', default: 0 },
    ],
  }),
});

type Decided = Parameters<FeatureMonitor['decided']>[0];

function decision(flow: string, facts: { missing?: string[]; defaulted?: string[] } = {}): Decided {
  const ask = { decisionId: '', flow, request: {}, eventTimeMs: 0, receivedAtMs: 0, idempotencyKey: '', bodyHash: '' };
  const missing = (facts.missing ?? []).map((fact) => ({ fact, reason: 'x' }));
  return { ask, facts: { features: {}, scores: {}, degraded: [], missing, ...(facts.defaulted ? { defaulted: facts.defaulted } : {}) } };
}

it('tells how often each feature of the policy in force was missing or defaulted, and how old its last value is', () => {
  let nowMs = 0;
  const monitor = new FeatureMonitor(() => nowMs);
  monitor.watch(POLICY);
  monitor.decided(decision('sample', { defaulted: ['mean'] }));
  nowMs = 2000;
  monitor.decided(decision('sample', { missing: ['paymentsLastHour', 'score:sample@1', 'gone'] }));
  monitor.decided(decision('other', { missing: ['paymentsLastHour'] }));
  nowMs = 5000;
  expect(monitor.health()).toEqual({
    sample: {
      paymentsLastHour: { decisions: 2, missingShare: 0.5, defaultShare: 0, freshnessS: 5 },
      mean: { decisions: 2, missingShare: 0, defaultShare: 0.5, freshnessS: 3 },
    },
  });
  monitor.watch(POLICY);
  expect(monitor.health()['sample']?.['mean']).toEqual({ decisions: 0, missingShare: 0, defaultShare: 0 });
});
