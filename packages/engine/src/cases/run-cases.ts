import type { Verdict } from '../contract/decision.js';
import type { Fault } from '../contract/fault.js';
import type { Outcome } from '../contract/outcome.js';
import { judge } from '../decision/judge.js';
import type { Policy } from '../policy/policy.js';
import type { Counters } from '../ports.js';
import { gatherCase } from './gather-case.js';
import type { Case } from './load-cases.js';

/** What a case came to. */
export interface CaseResult {
  readonly file: string;
  readonly line?: number;
  readonly name: string;
  readonly ok: boolean;
  readonly expected: { readonly outcome: Outcome; readonly reasons: readonly string[] };
  /** Absent when the case could not be judged; then `faults` say why. */
  readonly got?: {
    readonly outcome: Outcome;
    /** Codes, each once, those that decided first. */
    readonly reasons: readonly string[];
    /** Names of the rules that fired, and of those that could not be decided. */
    readonly hits: readonly string[];
    readonly unknown: readonly string[];
  };
  readonly faults?: readonly Fault[];
}

/**
 * Runs cases against a policy. Each gets counters of its own, fills them with its history and goes the way of a live decision, with the
 * case's own score in the place of the model's.
 */
export async function runCases(policy: Policy, cases: readonly Case[], createCounters: () => Counters): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const one of cases) results.push(await runCase(policy, one, createCounters()));
  return results;
}

async function runCase(policy: Policy, one: Case, counters: Counters): Promise<CaseResult> {
  const { file, line, source } = one;
  const about = { file, ...(line === undefined ? {} : { line }), name: source.name, expected: source.expect };
  const facts = await gatherCase(policy, one, counters);
  if (!facts.ok) return { ...about, ok: false, faults: facts.faults };
  const got = told(judge(policy, facts.value));
  return { ...about, ok: got.outcome === source.expect.outcome && areSame(got.reasons, source.expect.reasons), got };
}

function told({ outcome, reasons, hits, unknown }: Verdict): NonNullable<CaseResult['got']> {
  return { outcome, reasons: [...new Set(reasons.map(({ code }) => code))], hits: hits.map(({ rule }) => rule), unknown };
}

function areSame(got: readonly string[], expected: readonly string[]): boolean {
  const wanted = new Set(expected);
  return got.length === wanted.size && got.every((code) => wanted.has(code));
}
