import { decide, planRollout, type Decided, type Flags, type Policy, type RolloutPlan, type World } from '@gavel/engine';
import type { Clock } from '../app/clock.js';
import { deadlineAfter } from '../app/deadline.js';
import { Problem } from '../http/problem.js';
import type { FeatureMonitor } from '../metrics/feature-monitor.js';
import type { Metrics } from '../metrics/metrics.js';
import type { ShadowQueue } from '../shadow/shadow-queue.js';
import { answerOf, type Answer } from './answer-of.js';
import { askOf, type Incoming } from './ask-of.js';

export interface DeciderParts {
  readonly policies: { get(flow: string): { readonly policy: Policy } | undefined };
  readonly flags: Flags;
  /** Its log rejects with a problem where a decision cannot be logged: see AnsweringLog. */
  readonly world: World;
  readonly shadows: Pick<ShadowQueue, 'offer'>;
  readonly metrics: Metrics;
  readonly features: Pick<FeatureMonitor, 'decided'>;
  readonly clock: Clock;
}

/** From what came in to what goes out. Whatever cannot be answered rejects with a problem; nothing that fails here becomes a pass. */
export class Decider {
  constructor(private readonly parts: DeciderParts) {}

  async create(flow: string, incoming: Omit<Incoming, 'receivedAtMs'>): Promise<Answer> {
    const { policies, flags, world, clock } = this.parts;
    const startMs = clock.monotonicMs();
    const policy = policies.get(flow)?.policy;
    if (policy === undefined) throw new Problem('unknown-flow', `There is no flow ${JSON.stringify(flow)}; GET /v1/flows lists them.`);
    const ask = askOf(policy, { ...incoming, receivedAtMs: clock.wallMs() });
    if (!ask.ok) throw Problem.ofFaults(ask.faults);
    const plan = planRollout({ flags, policy, ask: ask.value, isReady: (name, version) => world.models.isReady(name, version) });
    const deadline = deadlineAfter(policy.flow.scoreTimeoutMs);
    const decided = await decide(ask.value, plan, world, deadline.signal).finally(deadline.clear);
    return this.answer(decided, plan, clock.monotonicMs() - startMs);
  }

  private answer({ result, record, facts }: Decided, plan: RolloutPlan, latencyMs: number): Answer {
    const { metrics, features, shadows } = this.parts;
    const { flow } = record.ask;
    if (result.status === 'conflict') {
      metrics.conflicted(flow);
      throw new Problem('key-reused', 'The key belongs to a decision on another body; use a new key for a new request.', {
        decisionId: result.decisionId,
      });
    }
    if (result.status === 'replayed') {
      metrics.replayed(flow);
      return answerOf(result.record, { replayed: true, latencyMs });
    }
    const { gatherMs, judgeMs } = record.timings;
    metrics.decided(record, { appendMs: Math.max(0, latencyMs - gatherMs - judgeMs), totalMs: latencyMs });
    features.decided(record);
    shadows.offer({ record, facts }, plan.shadows);
    return answerOf(record, { replayed: false, latencyMs });
  }
}
