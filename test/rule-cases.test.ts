import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadCases, loadPolicy, runCases } from '@gavel/engine';
import { readFlowFolder } from '@gavel/files';
import { InProcessCounters } from '@gavel/store';
import { describe, expect, it } from 'vitest';

const RULES = resolve(import.meta.dirname, '../rules');

describe.each(readdirSync(RULES))('the cases of %s', async (flow) => {
  const files = await readFlowFolder(join(RULES, flow));
  const policy = loadPolicy(files);
  const cases = loadCases(files);
  if (!policy.ok || !cases.ok) throw new Error(JSON.stringify([policy, cases]));
  const results = await runCases(policy.value, cases.value, () => new InProcessCounters());
  const asked = policy.value.files;

  it.each(results)('$file: $name', ({ expected, got, faults }) => {
    expect(faults ?? []).toEqual([]);
    expect({ outcome: got?.outcome, reasons: got?.reasons.toSorted() }).toEqual({ ...expected, reasons: expected.reasons.toSorted() });
  });

  it('let every rule fire at least once', () => {
    const names = Object.entries(asked).flatMap(([file, text]) =>
      file.endsWith('.rules.json') ? (JSON.parse(text) as { rules: { name: string }[] }).rules.map((rule) => rule.name) : [],
    );
    const fired = new Set(results.flatMap(({ got }) => got?.hits ?? []));
    expect(names.filter((name) => !fired.has(name))).toEqual([]);
  });
});
