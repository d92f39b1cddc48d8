import { loadCases, loadPolicy, runCases, type Case, type CaseResult, type Checked, type Fault, type Policy } from '@gavel/engine';
import { InProcessCounters } from '@gavel/store';
import { setImmediate } from 'node:timers/promises';

/** A case takes well under a millisecond. */
const CASES_A_TURN = 4;

/**
 * Everything that can be said against the files of a flow's folder: what is wrong with them, and which of its own cases its policy fails.
 * Faults have their file as `<flow>/<path>`. Loading is one piece of work and can take a second for thousands of rules; cases run
 * in slices.
 */
export async function checkFlowFiles(flow: string, files: Readonly<Record<string, string>>): Promise<Checked<Policy>> {
  const policy = loadPolicy(files);
  const cases = loadCases(files);
  if (!policy.ok || !cases.ok) return refusedFlow(flow, [...(policy.ok ? [] : policy.faults), ...(cases.ok ? [] : cases.faults)]);
  if (policy.value.flow.name !== flow) {
    const message = `The flow is called ${JSON.stringify(policy.value.flow.name)}, and its folder ${JSON.stringify(flow)}.`;
    return refusedFlow(flow, [{ file: 'flow.json', pointer: '/name', message, mend: 'Give both the same name.' }]);
  }
  const results = await runInSlices(policy.value, cases.value);
  const faults = results.flatMap(caseFaults);
  return faults.length === 0 ? policy : refusedFlow(flow, faults);
}

/** A refusal, with the flow before the file of every fault. */
export function refusedFlow(flow: string, faults: readonly Fault[]): { readonly ok: false; readonly faults: readonly Fault[] } {
  return { ok: false, faults: faults.map((fault) => ({ ...fault, file: fault.file === undefined ? flow : `${flow}/${fault.file}` })) };
}

/** Cases never wait, so all of them at once would hold up whatever comes in meanwhile. */
async function runInSlices(policy: Policy, cases: readonly Case[]): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  for (let from = 0; from < cases.length; from += CASES_A_TURN) {
    results.push(...(await runCases(policy, cases.slice(from, from + CASES_A_TURN), () => new InProcessCounters())));
    await setImmediate();
  }
  return results;
}

function caseFaults({ ok, file, line, name, expected, got, faults }: CaseResult): readonly Fault[] {
  if (ok) return [];
  if (faults !== undefined && faults.length > 0) return faults;
  const message = `The case expects ${told(expected)} and gets ${got === undefined ? 'nothing' : told(got)}.`;
  const mend = 'Mend the rules, or the case where it is what has changed; `gavel test` runs the cases alone.';
  return [{ file, pointer: '', ...(line === undefined ? {} : { line }), subject: name, message, mend }];
}

function told(verdict: { readonly outcome: string; readonly reasons: readonly string[] }): string {
  return `${verdict.outcome} [${verdict.reasons.join(', ')}]`;
}
