import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { coverCases, loadCases, loadPolicy, mutatePolicy, mutateRules, runCases, runMutants } from '@gavel/engine';
import { readFlowFolder } from '@gavel/files';
import { InProcessCounters } from '@gavel/store';
import { describe, expect, it } from 'vitest';

const createCounters = () => new InProcessCounters();
const RULES = resolve(import.meta.dirname, '../rules');

describe.each(readdirSync(RULES))('the cases of %s', async (flow) => {
  const files = await readFlowFolder(join(RULES, flow));
  const policy = loadPolicy(files);
  const cases = loadCases(files);
  if (!policy.ok || !cases.ok) throw new Error(JSON.stringify([policy, cases]));
  const results = await runCases(policy.value, cases.value, createCounters);
  const loaded = policy.value;

  it.each(results)('$file: $name', ({ expected, got, faults }) => {
    expect(faults ?? []).toEqual([]);
    expect({ outcome: got?.outcome, reasons: got?.reasons.toSorted() }).toEqual({ ...expected, reasons: expected.reasons.toSorted() });
  });

  it('see every rule fired and not fired, and every condition both ways', async () => {
    const { rules, conditions, faults } = await coverCases(loaded, cases.value, createCounters);
    expect(rules.filter(({ fired, notFired }) => fired === 0 || notFired === 0)).toEqual([]);
    expect(conditions.filter(({ seenTrue, seenFalse }) => seenTrue === 0 || seenFalse === 0)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('notice nearly every small change of rules and policy', async () => {
    const mutants = { rules: mutateRules(files), policy: mutatePolicy(loaded) };
    const { total, killed } = await runMutants(loaded, cases.value, mutants, createCounters);
    expect(killed / total).toBeGreaterThan(0.95);
  });
});
