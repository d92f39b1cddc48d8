import { lintPolicy, loadCases, loadPolicy, type Fault, type LintReport } from '@gavel/engine';
import { checkChampion } from './check-champion.js';
import { nameFaults } from '../flows/name-faults.js';
import type { FlowToCheck } from '../flows/chosen-flows.js';

/** What a check of one flow found. */
export interface FlowCheck {
  readonly flow: string;
  readonly dir: string;
  readonly faults: readonly Fault[];
  /** What could not be checked here. */
  readonly warnings: readonly Fault[];
  /** What is suspicious; absent where there are faults, or where it was not asked for. */
  readonly lint?: LintReport;
  /** Absent where there are faults. */
  readonly counts?: {
    readonly rules: number;
    readonly features: number;
    readonly lists: number;
    readonly cases: number;
    readonly policy: string;
  };
}

/**
 * Loads policy and cases of a flow just as the service does, and keeps every fault of both. Cases are read here and not run; of the models
 * only that the champion is there. Without `todayIso` rules are not linted.
 */
export async function checkFlow({ flow, dir, files, unread }: FlowToCheck, modelsDir: string, todayIso?: string): Promise<FlowCheck> {
  const policy = loadPolicy(files);
  const cases = loadCases(files);
  const champion = policy.ok ? await checkChampion(policy.value, modelsDir) : undefined;
  const isUnread = ({ file, line }: Fault): boolean => line === undefined && unread.some((fault) => fault.file === file);
  const faults = [
    ...unread,
    // That a file is missing which only could not be read is no fault of its own.
    ...(policy.ok ? nameFaults(flow, policy.value.flow.name) : policy.faults.filter((fault) => !isUnread(fault))),
    ...(cases.ok ? [] : cases.faults),
    ...(champion?.faults ?? []),
  ];
  const warnings = champion?.warnings ?? [];
  if (!policy.ok || !cases.ok || faults.length > 0) return { flow, dir, faults, warnings };
  const { rules, catalogue, lists, hash } = policy.value;
  const counts = {
    rules: rules.size,
    features: catalogue.definitions.length,
    lists: lists.length,
    cases: cases.value.length,
    policy: hash,
  };
  return { flow, dir, faults, warnings, counts, ...(todayIso === undefined ? {} : { lint: lintPolicy(policy.value, { todayIso }) }) };
}
