import { describe, expect, it } from 'vitest';
import type { CaseSource } from '../contract/case-file.js';
import { judge } from '../decision/judge.js';
import { loadPolicy } from '../policy/load-policy.js';
import { FakeCounters } from '../testing/fake-counters.js';
import { SAMPLE_POLICY, SAMPLE_RULES, sampleFlow, type SampleChanges } from '../testing/sample-flow.js';
import { gatherCase } from './gather-case.js';
import type { Case } from './load-cases.js';
import { mutatePolicy } from './mutate-policy.js';
import { mutateRules } from './mutate-rules.js';
import { runMutants } from './run-mutants.js';

const caseOf = (source: Partial<CaseSource>): Case => ({
  file: 'cases/a.json',
  source: { name: 'it', expect: { outcome: 'pass', reasons: [] }, ...source },
});

function policyOf(files: Readonly<Record<string, string>>) {
  const policy = loadPolicy(files);
  if (!policy.ok) throw new Error(JSON.stringify(policy.faults));
  return policy.value;
}

async function run(sources: readonly Partial<CaseSource>[], changes: SampleChanges = {}) {
  const files = sampleFlow(changes);
  const policy = policyOf(files);
  const mutants = { rules: mutateRules(files), policy: mutatePolicy(policy) };
  return runMutants(policy, sources.map(caseOf), mutants, () => new FakeCounters());
}

const paid = (times: number): Partial<CaseSource> => ({ history: [{ ago: '5m', times }] });

describe('runMutants', () => {
  it('kills a mutant that some case notices, and names the others with their places, the weightiest first', async () => {
    const report = await run([paid(3)]);
    expect(report.survivors.filter(({ file }) => file === 'velocity.rules.json')).toMatchObject([
      {
        kind: 'threshold',
        rules: ['many-payments'],
        asks: 'review',
        line: expect.any(Number),
        what: expect.stringContaining('2 instead of 3'),
      },
    ]);
    expect(report.survivors[0]).toMatchObject({ file: 'policy.json', line: expect.any(Number) });
    expect(report.killed + report.survivors.length).toBe(report.total);
    const more = await run([paid(3), paid(2)]);
    expect(more.killed).toBe(report.killed + 1);
  });

  it('kills all of the sample when every border has its cases', async () => {
    const scores = [0.4, 0.49, 0.5, 0.6, 0.8, 0.89, 0.9, 1].map((score) => ({ score }));
    const without = [48, 49, 50, 51].map((amount) => ({ score: null, request: { amount } }));
    const listed = [0.01, 0.99].map((score) => ({ request: { card: 'k9' }, score }));
    const report = await run([paid(2), paid(3), ...scores, ...without, ...listed]);
    expect(report.survivors.map(({ what }) => what)).toEqual(['allowList before hardBlock', 'allowList after score']);
  });

  it('does not count what a check refuses', async () => {
    const rules = [{ ...SAMPLE_RULES.rules[0], conditions: { all: [{ fact: 'card', operator: 'equal', value: 'k1' }] } }];
    const bands = [SAMPLE_POLICY.bands[0], { from: 1, outcome: 'block', reason: 'SCORE' }];
    const report = await run([{}], { policy: { bands }, texts: { 'velocity.rules.json': JSON.stringify({ rules }) } });
    expect(report.refused).toBe(2);
  });

  it('judges as a policy with the changed files would', async () => {
    const files = sampleFlow();
    const policy = policyOf(files);
    const cases = [paid(0), paid(2), paid(3), paid(4), { request: { card: 'k9' } }].map(caseOf);
    const { survivors } = await runMutants(policy, cases, { rules: mutateRules(files), policy: [] }, () => new FakeCounters());
    for (const mutant of mutateRules(files)) {
      const others = SAMPLE_RULES.rules.filter(({ name }) => !mutant.rules.includes(name));
      const changed = policyOf({
        ...files,
        'velocity.rules.json': JSON.stringify(mutant.changed),
        'others.rules.json': JSON.stringify({ rules: others }),
      });
      const told = await Promise.all(
        cases.map(async (one) => {
          const facts = await gatherCase(policy, one, new FakeCounters());
          if (!facts.ok) throw new Error('a case is faulty');
          const reasonsBy = (by: typeof policy) => {
            const { outcome, reasons } = judge(by, facts.value);
            return [outcome, ...reasons.map(({ code }) => code).toSorted()].join(' ');
          };
          return reasonsBy(policy) !== reasonsBy(changed);
        }),
      );
      expect(survivors.some(({ what, pointer }) => what === mutant.what && pointer === mutant.pointer)).toBe(!told.includes(true));
    }
  });
});
