import { loadPolicySliced, policyHashSliced, type Checked, type Policy } from '@gavel/engine';
import { listFlows, readFlowFolder } from '@gavel/files';
import { join } from 'node:path';
import { checkFlowFiles, refusedFlow } from './check-flow-files.js';
import type { FlowChecker } from './flow-checker.js';
import type { FlowReader } from './flow-reader.js';
import { runSliced } from './run-sliced.js';
import { warmRules } from './warm-rules.js';

/**
 * Flows as folders: `<rulesDir>/<flow>/flow.json` and what stands beside it. A policy whose own cases fail is refused like a broken one.
 * With a checker, for flows that change while decisions are given: files are checked, compiled and tried in its thread, and only those
 * without a fault are compiled here too, in slices between decisions, and warmed. Closures cannot be handed from thread to thread.
 */
export class FolderFlowReader implements FlowReader {
  constructor(
    private readonly rulesDir: string,
    private readonly checker?: Pick<FlowChecker, 'check'>,
  ) {}

  list(): Promise<readonly string[]> {
    return listFlows(this.rulesDir);
  }

  async load(flow: string, before?: Policy): Promise<Checked<Policy>> {
    const files = await readFlowFolder(join(this.rulesDir, flow)).catch((error: unknown) => messageOf(error));
    if (typeof files === 'string') return refusedFlow(flow, [{ pointer: '', message: `The folder cannot be used: ${files}.` }]);
    if (this.checker === undefined) return checkFlowFiles(flow, files);
    const faults = await this.checker.check(flow, files);
    if (faults.length > 0) return { ok: false, faults };
    if (before !== undefined && (await runSliced(policyHashSliced(files))) === before.hash) return { ok: true, value: before };
    const policy = await runSliced(loadPolicySliced(files, before));
    if (!policy.ok) return refusedFlow(flow, policy.faults);
    await warmRules(policy.value, files);
    return policy;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
