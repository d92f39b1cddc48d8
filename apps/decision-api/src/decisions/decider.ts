import {
  decide,
  planRollout,
  type Decided,
  type DecidingWorld,
  type DecisionLog,
  type DecisionRecord,
  type Flags,
  type Models,
  type Policy,
  type RolloutPlan,
} from '@gavel/engine';
import type { Clock } from '../app/clock.js';
import { deadlineAfter } from '../app/deadline.js';
import { Problem } from '../http/problem.js';
import { RecentKeys } from './recent-keys.js';
import type { Metrics } from '../metrics/metrics.js';
import type { ShadowQueue } from '../shadow/shadow-queue.js';
import { answerOf, type Answer } from './answer-of.js';
import { askOf, type Incoming } from './ask-of.js';

export interface DeciderParts {
  readonly policies: { get(flow: string): { readonly policy: Policy } | undefined };
  readonly flags: Flags;
  /** Its log rejects with a problem where a decision cannot be logged: see AnsweringLog. */
  readonly world: DecidingWorld & { readonly log: Pick<DecisionLog, 'append' | 'find'> };
  /** The models as this policy may use them. */
  readonly modelsFor: (policy: Policy) => Models;
  readonly shadows: Pick<ShadowQueue, 'offer'>;
  readonly metrics: Pick<Metrics, 'decided' | 'replayed' | 'conflicted'>;
  readonly clock: Clock;
  /** Told of every decision that is given now, and not again; never throws. */
  readonly onDecided: (record: DecisionRecord) => void;
}

/** From what came in to what goes out. Whatever cannot be answered rejects with a problem; nothing that fails here becomes a pass. */
export class Decider {
  private readonly recent = new RecentKeys();

  constructor(private readonly parts: DeciderParts) {}

  async create(flow: string, incoming: Omit<Incoming, 'receivedAtMs'>): Promise<Answer> {
    const { policies, flags, world, clock } = this.parts;
    const startMs = clock.monotonicMs();
    const policy = policies.get(flow)?.policy;
    if (policy === undefined) throw new Problem('unknown-flow', `There is no flow ${JSON.stringify(flow)}; GET /v1/flows lists them.`);
    const ask = askOf(policy, { ...incoming, receivedAtMs: clock.wallMs() });
    if (!ask.ok) throw Problem.ofFaults(ask.faults);
    const conflict = this.recent.conflictOf(ask.value);
    if (conflict !== undefined) throw this.conflicted(flow, conflict);
    const models = this.parts.modelsFor(policy);
    const plan = planRollout({ flags, policy, ask: ask.value, isReady: (name, version) => models.isReady(name, version) });
    const { deadline, clear } = deadlineAfter(policy.flow.scoreTimeoutMs);
    const decided = await decide(ask.value, plan, { ...world, models }, deadline).finally(clear);
    await this.remember(decided);
    return this.answer(decided, plan, clock.monotonicMs() - startMs);
  }

  private async remember({ result, record }: Decided): Promise<void> {
    if (result.status === 'appended') return this.recent.add(record.ask);
    const standing = result.status === 'replayed' ? result.record : await this.parts.world.log.find(result.decisionId);
    if (standing !== undefined) this.recent.add(standing.ask);
  }

  private conflicted(flow: string, decisionId: string): Problem {
    this.parts.metrics.conflicted(flow);
    return new Problem('key-reused', 'The key belongs to a decision on another body; use a new key for a new request.', { decisionId });
  }

  private answer({ result, record, facts }: Decided, plan: RolloutPlan, latencyMs: number): Answer {
    const { metrics, shadows, onDecided } = this.parts;
    const { flow } = record.ask;
    if (result.status === 'conflict') throw this.conflicted(flow, result.decisionId);
    if (result.status === 'replayed') {
      metrics.replayed(flow);
      return answerOf(result.record, { replayed: true, latencyMs });
    }
    const { gatherMs, judgeMs } = record.timings;
    metrics.decided(record, { appendMs: Math.max(0, latencyMs - gatherMs - judgeMs), totalMs: latencyMs });
    shadows.offer({ record, facts }, plan.shadows);
    onDecided(record);
    return answerOf(record, { replayed: false, latencyMs });
  }
}
