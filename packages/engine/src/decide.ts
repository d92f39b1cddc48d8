import type { Deadline } from './contract/deadline.js';
import type { Ask, DecisionRecord, Facts } from './contract/decision.js';
import { judge } from './decision/judge.js';
import { gather } from './gather.js';
import type { AppendResult, World } from './ports.js';
import type { RolloutPlan } from './rollout/plan-rollout.js';

/** What a decision needs of the world: of the log only that it takes the record. */
export type DecidingWorld = Omit<World, 'log'> & { readonly log: Pick<World['log'], 'append'> };

/** What came of one ask. */
export interface Decided {
  readonly result: AppendResult;
  /** What was decided now; when `result` is a replay, the record there is the one that stands. */
  readonly record: DecisionRecord;
  readonly facts: Facts;
}

/**
 * One decision, in the order in which it always happens: gather, judge, append. Rejects only when the record cannot be written, and then
 * nothing may be answered. `deadline` ends scoring; what it cuts off is missing, never zero.
 *
 * Gathering counts the event and reads its history in one step, before the record is written: so of many requests that come at once each
 * sees those before it. Were they counted after the commit, a burst would find no history. Where that step fails, what was logged is
 * counted when history is rebuilt.
 */
export async function decide(ask: Ask, plan: RolloutPlan, world: DecidingWorld, deadline: Deadline): Promise<Decided> {
  const startMs = world.nowMs();
  const { facts, model } = await gather(ask, plan, world, deadline);
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
