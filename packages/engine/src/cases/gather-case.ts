import { Deadline } from '../contract/deadline.js';
import type { CaseSource } from '../contract/case-file.js';
import type { Ask, Facts } from '../contract/decision.js';
import type { Checked, Fault } from '../contract/fault.js';
import type { CounterEvent } from '../features/counter-read.js';
import { eventOf } from '../features/event-of.js';
import { ingestedEvent } from '../features/ingested-event.js';
import { gather } from '../gather.js';
import type { Policy } from '../policy/policy.js';
import type { Counters, Models, ScoreResult } from '../ports.js';
import type { RolloutPlan } from '../rollout/plan-rollout.js';
import { caseEvents, type CaseEvent } from './case-events.js';
import type { Case } from './load-cases.js';

/** A case that says nothing of the score is about rules: the score stays out of the way. */
const QUIET_SCORE = 0.01;

/**
 * The facts of a case: its history fills the counters, which must be empty, and its request goes the way of a live decision, with the
 * case's own score in the place of the model's.
 */
export async function gatherCase(policy: Policy, { file, source }: Case, counters: Counters): Promise<Checked<Facts>> {
  const events = caseEvents(policy, source);
  const faults = [...scoreFaults(policy, source), ...(events.ok ? [] : events.faults)].map((fault) => ({ file, ...fault }));
  if (!events.ok || faults.length > 0) return { ok: false, faults };
  for (const event of events.value.history) await counters.add(policy.flow.name, countedEvent(policy, event));
  const sources = { counters, models: scoreOf(source) };
  const { facts } = await gather(askOf(policy, events.value.judged), championPlan(policy), sources, new Deadline());
  return { ok: true, value: facts };
}

function countedEvent({ catalogue }: Policy, { id, atMs, request, kind }: CaseEvent): CounterEvent {
  if (kind === undefined) return eventOf(catalogue, { id, atMs, request });
  return ingestedEvent(catalogue, kind, { eventId: id, event: request, eventTimeMs: atMs });
}

function scoreFaults({ model }: Policy, { name, score }: CaseSource): readonly Fault[] {
  if (model !== undefined || score === undefined) return [];
  return [{ pointer: '', subject: name, message: 'The case has a score, but the flow has no model.', mend: 'Remove "score".' }];
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
