import { loadCases, loadPolicy, runCases, type Case, type CaseResult, type Checked, type Fault, type Policy } from '@gavel/engine';
import { listFlows, readFlowFolder } from '@gavel/files';
import { InProcessCounters } from '@gavel/store';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { FlowReader } from './flow-reader.js';

/** A case takes well under a millisecond. */
const CASES_A_TURN = 4;

/** Flows as folders: `<rulesDir>/<flow>/flow.json` and what stands beside it. A policy whose own cases fail is refused like a broken one. */
export class FolderFlowReader implements FlowReader {
  constructor(private readonly rulesDir: string) {}

  list(): Promise<readonly string[]> {
    return listFlows(this.rulesDir);
  }

  async load(flow: string): Promise<Checked<Policy>> {
    try {
      return await this.check(flow, await readFlowFolder(join(this.rulesDir, flow)));
    } catch (error) {
      return refused(flow, [
        { pointer: '', message: `The folder cannot be used: ${error instanceof Error ? error.message : String(error)}.` },
      ]);
    }
  }

  private async check(flow: string, files: Readonly<Record<string, string>>): Promise<Checked<Policy>> {
    const policy = loadPolicy(files);
    const cases = loadCases(files);
    if (!policy.ok || !cases.ok) return refused(flow, [...(policy.ok ? [] : policy.faults), ...(cases.ok ? [] : cases.faults)]);
    if (policy.value.flow.name !== flow) {
      const message = `The flow is called ${JSON.stringify(policy.value.flow.name)}, and its folder ${JSON.stringify(flow)}.`;
      return refused(flow, [{ file: 'flow.json', pointer: '/name', message, mend: 'Give both the same name.' }]);
    }
    const results = await runInSlices(policy.value, cases.value);
    const faults = results.flatMap(caseFaults);
    return faults.length === 0 ? policy : refused(flow, faults);
  }
}

/** Cases never wait, so all of them at once would hold up every decision that comes in meanwhile. */
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

function refused(flow: string, faults: readonly Fault[]): Checked<Policy> {
  return { ok: false, faults: faults.map((fault) => ({ ...fault, file: fault.file === undefined ? flow : `${flow}/${fault.file}` })) };
}
