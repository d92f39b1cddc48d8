import { describe, expect, it } from 'vitest';
import type { CaseSource } from '../contract/case-file.js';
import { loadPolicy } from '../policy/load-policy.js';
import { FakeCounters } from '../testing/fake-counters.js';
import { sampleFlow } from '../testing/sample-flow.js';
import { coverCases } from './cover-cases.js';
import type { Case } from './load-cases.js';

const caseOf = (source: Partial<CaseSource>): Case => ({
  file: 'cases/a.json',
  source: { name: 'it', expect: { outcome: 'pass', reasons: [] }, ...source },
});

async function cover(sources: readonly Partial<CaseSource>[], texts: Readonly<Record<string, string>> = {}) {
  const policy = loadPolicy(sampleFlow({ texts }));
  if (!policy.ok) throw new Error(JSON.stringify(policy.faults));
  return coverCases(policy.value, sources.map(caseOf), () => new FakeCounters());
}

describe('coverCases', () => {
  it('counts rules fired and not fired, and comparisons true and false', async () => {
    const coverage = await cover([{}, { history: [{ ago: '5m', times: 3 }] }, { history: [{ ago: '5m', times: 2 }] }]);
    expect(coverage.rules).toEqual([
      { file: 'velocity.rules.json', rule: 'many-payments', fired: 1, notFired: 2, unknown: 0 },
      { file: 'velocity.rules.json', line: 21, rule: 'stolen-card', fired: 0, notFired: 3, unknown: 0 },
    ]);
    expect(coverage.conditions).toMatchObject([
      { subject: 'many-payments', pointer: '/rules/0/conditions/all/0', seenTrue: 1, seenFalse: 2 },
      { subject: 'stolen-card', text: 'lists contains "stolen-cards"', line: expect.any(Number), seenTrue: 0, seenFalse: 3 },
    ]);
    expect([coverage.reached, coverage.goals]).toEqual([6, 8]);
  });

  it('looks at every comparison, whatever decided the rule, and counts what is unknown', async () => {
    const rules = {
      conditions: { late: { not: { fact: 'sinceLast', operator: 'lessThan', value: 60 } } },
      rules: [
        {
          name: 'probe',
          conditions: { any: [{ fact: 'amount', operator: 'greaterThan', value: 1 }, { condition: 'late' }] },
          event: { type: 'review', params: { reason: 'MANY' } },
        },
      ],
    };
    const { conditions, rules: found } = await cover([{}, { history: [{ ago: '10m' }] }], { 'velocity.rules.json': JSON.stringify(rules) });
    expect(conditions).toMatchObject([
      { subject: 'late', pointer: '/conditions/late/not', seenTrue: 0, seenFalse: 1, unknown: 1 },
      { subject: 'probe', pointer: '/rules/0/conditions/any/0', seenTrue: 2, seenFalse: 0 },
    ]);
    expect(found).toMatchObject([{ rule: 'probe', fired: 2, notFired: 0 }]);
  });

  it('tells the faults of cases that cannot be judged and goes on', async () => {
    const coverage = await cover([{ request: { amount: -1 } }, {}]);
    expect(coverage.faults).toMatchObject([{ file: 'cases/a.json', subject: 'it' }]);
    expect(coverage.rules[0]).toMatchObject({ fired: 0, notFired: 1 });
  });
});
