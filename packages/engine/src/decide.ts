import type { Ask, DecisionRecord, Facts } from './contract/decision.js';
import { judge } from './decision/judge.js';
import { requestEvent } from './features/event-of.js';
import { gather } from './gather.js';
import type { AppendResult, World } from './ports.js';
import type { RolloutPlan } from './rollout/plan-rollout.js';

/** What came of one ask. */
export interface Decided {
  readonly result: AppendResult;
  /** What was decided now; when `result` is a replay, the record there is the one that stands. */
  readonly record: DecisionRecord;
  readonly facts: Facts;
}

/**
 * One decision, in the order in which it always happens: count, gather, judge, append. Rejects only when the record cannot be
 * written, and then nothing may be answered. `signal` ends scoring; what it cuts off is missing, never zero.
 *
 * Counting comes first: windows end strictly before the event's own time, so a decision never sees itself, and of many requests that
 * come at once each sees those before it. Were they counted after the commit, a burst would find no history.
 */
export async function decide(ask: Ask, plan: RolloutPlan, world: World, signal: AbortSignal): Promise<Decided> {
  const startMs = world.nowMs();
  await count(ask, plan, world);
  const { facts, model } = await gather(ask, plan, world, signal);
  const gatheredMs = world.nowMs();
  const verdict = judge(plan.live, facts);
  const { request: _request, ...recorded } = facts;
  const record: DecisionRecord = {
    ask,
    policy: plan.live.hash,
    assignment: plan.assignment,
    ...(model === undefined ? {} : { model }),
    facts: recorded,
    verdict,
    timings: { gatherMs: gatheredMs - startMs, judgeMs: world.nowMs() - gatheredMs },
  };
  const result = await world.log.append(record);
  return { result, record, facts };
}

/** Where counting fails, reading will too, and says so; what was logged is counted when history is rebuilt. */
async function count(ask: Ask, plan: RolloutPlan, { counters }: World): Promise<void> {
  await counters.add(ask.flow, requestEvent(plan.live.catalogue, ask.request, ask.eventTimeMs)).catch(() => undefined);
}
