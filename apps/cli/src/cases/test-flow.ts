import {
  coverCases,
  loadCases,
  loadPolicy,
  mutatePolicy,
  mutateRules,
  runCases,
  runMutants,
  type Case,
  type CaseResult,
  type Counters,
  type Coverage,
  type Fault,
  type MutationReport,
  type Policy,
} from '@gavel/engine';
import { nameFaults } from '../flows/name-faults.js';
import type { FlowFolder } from '../flows/chosen-flows.js';

/** What to look at besides the cases themselves. */
export interface TestDepth {
  readonly coverage: boolean;
  readonly mutants: boolean;
}

/** What the cases of one flow came to. */
export interface FlowTest {
  readonly flow: string;
  readonly dir: string;
  /** Faults of the flow's files: then no case was run. */
  readonly faults: readonly Fault[];
  readonly results: readonly CaseResult[];
  /** Present where it was asked for and no file has faults. */
  readonly coverage?: Coverage;
  readonly mutation?: MutationReport;
}

/** Runs the cases of a flow against the policy that lies beside them. */
export async function testFlow({ flow, dir, files }: FlowFolder, depth: TestDepth, createCounters: () => Counters): Promise<FlowTest> {
  const policy = loadPolicy(files);
  const cases = loadCases(files);
  const misnamed = policy.ok ? nameFaults(flow, policy.value.flow.name) : [];
  if (!policy.ok || !cases.ok || misnamed.length > 0)
    return { flow, dir, faults: [...(policy.ok ? misnamed : policy.faults), ...(cases.ok ? [] : cases.faults)], results: [] };
  const results = await runCases(policy.value, cases.value, createCounters);
  const coverage = depth.coverage ? await coverCases(policy.value, cases.value, createCounters) : undefined;
  const mutation = depth.mutants ? await mutate(policy.value, cases.value, createCounters) : undefined;
  return { flow, dir, faults: [], results, ...(coverage && { coverage }), ...(mutation && { mutation }) };
}

function mutate(policy: Policy, cases: readonly Case[], createCounters: () => Counters): Promise<MutationReport> {
  return runMutants(policy, cases, { rules: mutateRules(policy.files), policy: mutatePolicy(policy) }, createCounters);
}

/** Nothing was wrong, and something was run. */
export function hasPassed({ faults, results }: FlowTest): boolean {
  return faults.length === 0 && results.length > 0 && results.every(({ ok }) => ok);
}
