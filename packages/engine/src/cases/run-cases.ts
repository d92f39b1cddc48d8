import type { CaseSource } from '../contract/case-file.js';
import type { Ask, Verdict } from '../contract/decision.js';
import type { Fault } from '../contract/fault.js';
import type { Outcome } from '../contract/outcome.js';
import { judge } from '../decision/judge.js';
import { eventOf } from '../features/event-of.js';
import { gather } from '../gather.js';
import type { Policy } from '../policy/policy.js';
import type { Counters, Models, ScoreResult } from '../ports.js';
import type { RolloutPlan } from '../rollout/plan-rollout.js';
import { caseEvents, type CaseEvent } from './case-events.js';
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

/** A case that says nothing of the score is about rules: the score stays out of the way. */
const QUIET_SCORE = 0.01;

/**
 * Runs cases against a policy. Each gets counters of its own, fills them with its history and goes the way of a live decision, with the
 * case's own score in the place of the model's.
 */
export async function runCases(policy: Policy, cases: readonly Case[], createCounters: () => Counters): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const one of cases) results.push(await runCase(policy, one, createCounters()));
  return results;
}

async function runCase(policy: Policy, { file, line, source }: Case, counters: Counters): Promise<CaseResult> {
  const about = { file, ...(line === undefined ? {} : { line }), name: source.name, expected: source.expect };
  const events = caseEvents(policy, source);
  const faults = [...scoreFaults(policy, source), ...(events.ok ? [] : events.faults)].map((fault) => ({ file, ...fault }));
  if (!events.ok || faults.length > 0) return { ...about, ok: false, faults };
  for (const event of events.value.history) await counters.add(policy.flow.name, eventOf(policy.catalogue, event));
  const models = scoreOf(source);
  const { facts } = await gather(
    askOf(policy, events.value.judged),
    championPlan(policy),
    { counters, models },
    new AbortController().signal,
  );
  const got = told(judge(policy, facts));
  return { ...about, ok: got.outcome === source.expect.outcome && areSame(got.reasons, source.expect.reasons), got };
}

function scoreFaults({ model }: Policy, { name, score }: CaseSource): readonly Fault[] {
  if (model !== undefined || score === undefined) return [];
  return [{ pointer: '', subject: name, message: 'The case has a score, but the flow has no model.', mend: 'Remove "score".' }];
}

function told({ outcome, reasons, hits, unknown }: Verdict): NonNullable<CaseResult['got']> {
  return { outcome, reasons: [...new Set(reasons.map(({ code }) => code))], hits: hits.map(({ rule }) => rule), unknown };
}

function areSame(got: readonly string[], expected: readonly string[]): boolean {
  const wanted = new Set(expected);
  return got.length === wanted.size && got.every((code) => wanted.has(code));
}

/** A model that always gives the case's score; null: it is down. */
function scoreOf({ score = QUIET_SCORE }: CaseSource): Models {
  const result: ScoreResult =
    score === null
      ? { ok: false, fault: 'not-ready', detail: 'the case says so' }
      : { ok: true, score, digest: '', backend: 'case', gpu: false };
  return { score: () => Promise.resolve(result), isReady: () => score !== null };
}

/** No rollout: cases say what the policy does with its own model version. */
function championPlan(policy: Policy): RolloutPlan {
  return { live: policy, shadows: [], assignment: { role: 'champion', shadows: [], flags: { source: 'none', ageMs: 0 }, notes: [] } };
}

function askOf({ flow }: Policy, { id, atMs, request }: CaseEvent): Ask {
  return { decisionId: id, flow: flow.name, request, eventTimeMs: atMs, receivedAtMs: atMs, idempotencyKey: id, bodyHash: '' };
}
