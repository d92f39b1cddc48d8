import { loadCases, loadPolicy, runCases, type CaseResult, type Counters, type Fault } from '@gavel/engine';
import type { FlowFolder } from '../flows/chosen-flows.js';

/** What the cases of one flow came to. */
export interface FlowTest {
  readonly flow: string;
  readonly dir: string;
  /** Faults of the flow's files: then no case was run. */
  readonly faults: readonly Fault[];
  readonly results: readonly CaseResult[];
}

/** Runs the cases of a flow against the policy that lies beside them. */
export async function testFlow({ flow, dir, files }: FlowFolder, createCounters: () => Counters): Promise<FlowTest> {
  const policy = loadPolicy(files);
  const cases = loadCases(files);
  if (policy.ok && cases.ok) return { flow, dir, faults: [], results: await runCases(policy.value, cases.value, createCounters) };
  return { flow, dir, faults: [...(policy.ok ? [] : policy.faults), ...(cases.ok ? [] : cases.faults)], results: [] };
}

/** Nothing was wrong, and something was run. */
export function hasPassed({ faults, results }: FlowTest): boolean {
  return faults.length === 0 && results.length > 0 && results.every(({ ok }) => ok);
}
