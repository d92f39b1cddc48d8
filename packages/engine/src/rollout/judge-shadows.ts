import type { Deadline } from '../contract/deadline.js';
import type { DecisionRecord, Facts, ShadowVerdict } from '../contract/decision.js';
import { judge, scoreKey } from '../decision/judge.js';
import type { Policy } from '../policy/policy.js';
import type { World } from '../ports.js';

/** What was decided, and the facts it was decided on. */
export interface LiveDecision {
  readonly record: DecisionRecord;
  readonly facts: Facts;
}

/**
 * Judges the candidates on the facts that decided, after the answer. Never rejects: a candidate that fails, hangs or lies
 * ends as a `failed` verdict, and one whose verdict cannot be written is reported to `onLost`.
 */
export async function judgeShadows(
  live: LiveDecision,
  shadows: readonly Policy[],
  world: World,
  options: {
    readonly deadline: Deadline;
    readonly onVerdict: (verdict: ShadowVerdict) => void;
    readonly onLost: (error: unknown) => void;
  },
): Promise<void> {
  for (const shadow of shadows) {
    try {
      const verdict = await judgeShadow(live, shadow, world, options.deadline);
      await world.log.appendShadow(verdict);
      options.onVerdict(verdict);
    } catch (error) {
      options.onLost(error);
    }
  }
}

async function judgeShadow({ record, facts }: LiveDecision, shadow: Policy, world: World, deadline: Deadline): Promise<ShadowVerdict> {
  const startMs = world.nowMs();
  const scored = await scoreShadow(facts, shadow, world, deadline);
  const verdict = judge(shadow, scored.facts);
  return {
    decisionId: record.ask.decisionId,
    flow: record.ask.flow,
    version: shadow.model?.version ?? '',
    status: scored.error === undefined ? 'judged' : 'failed',
    ...(scored.error === undefined ? {} : { error: scored.error }),
    liveVersion: record.assignment.version ?? '',
    liveOutcome: record.verdict.outcome,
    outcome: verdict.outcome,
    reasons: verdict.reasons.map((reason) => reason.code),
    ...(verdict.score === undefined ? {} : { score: verdict.score }),
    ...(record.verdict.score === undefined ? {} : { liveScore: record.verdict.score }),
    latencyMs: world.nowMs() - startMs,
  };
}

/** The facts with the candidate's score beside the live one. The live decision's own degradation is not the candidate's. */
async function scoreShadow(facts: Facts, shadow: Policy, { models }: World, deadline: Deadline): Promise<{ facts: Facts; error?: string }> {
  const model = shadow.model;
  if (model === undefined) return { facts };
  const own: Facts = { ...facts, degraded: facts.degraded.filter((cause) => !cause.startsWith('model:')) };
  // The live version was not scored either: a pair is only fair on the same facts.
  if (own.degraded.length > 0) return { facts: own, error: own.degraded.join(', ') };
  const values = { ...facts.request, ...facts.features };
  const result = await models.score({ ...model, values, priority: 'shadow' }, deadline);
  if (!result.ok)
    return { facts: { ...own, degraded: [...own.degraded, `model:${result.fault}`] }, error: `${result.fault}: ${result.detail}` };
  return { facts: { ...own, scores: { ...own.scores, [scoreKey(model)]: result.score } } };
}
