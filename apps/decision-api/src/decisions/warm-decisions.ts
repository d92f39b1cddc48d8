import type { AppendResult, DecisionLog, Flags, Models, Policy } from '@gavel/engine';
import { InProcessCounters } from '@gavel/store';
import type { Clock } from '../app/clock.js';
import { Decider } from './decider.js';

export interface WarmParts {
  readonly policies: readonly Policy[];
  readonly flags: Flags;
  readonly models: Models;
  readonly clock: Clock;
}

/** How much is tried before the first caller is let in. */
export interface WarmLimits {
  /** Decisions of each flow. */
  readonly decisions: number;
  /** At the same time, as in a burst: batches of all sizes meet code that has run. */
  readonly atOnce: number;
  /** For all flows together; a slow machine starts cold rather than late. */
  readonly budgetMs: number;
}

const LIMITS: WarmLimits = { decisions: 640, atOnce: 32, budgetMs: 4000 };
/** Longer than a cold model takes: one that is cut off would stay cold. */
const SCORE_TIMEOUT_MS = 2000;

/**
 * Decides each flow's example again and again, with the real flags and models and with a history and log that are thrown away. Cold code
 * takes ten times as long as warm: without this the first burst after a start outlasts the time that a score has, and the fallback table
 * decides. Resolves with the number of decisions; what goes wrong here is left for the first caller to be told.
 */
export async function warmDecisions(
  { policies, flags, models, clock }: WarmParts,
  { decisions, atOnce, budgetMs }: WarmLimits = LIMITS,
): Promise<number> {
  const untilMs = clock.monotonicMs() + budgetMs;
  let count = 0;
  for (const policy of policies) {
    const patient = { ...policy, flow: { ...policy.flow, scoreTimeoutMs: SCORE_TIMEOUT_MS } };
    const decider = new Decider({
      policies: { get: () => ({ policy: patient }) },
      flags,
      world: { counters: new InProcessCounters(), models, log: new ForgetfulLog(), nowMs: clock.monotonicMs },
      modelsFor: () => models,
      shadows: { offer: () => undefined },
      metrics: { decided: () => undefined, replayed: () => undefined, conflicted: () => undefined },
      clock,
      onDecided: () => undefined,
    });
    for (let from = 0; from < decisions && clock.monotonicMs() < untilMs; from += atOnce) {
      const burst = Array.from({ length: atOnce }, () => decider.create(policy.flow.name, exampleOf(policy)));
      const settled = await Promise.allSettled(burst);
      count += settled.filter(({ status }) => status === 'fulfilled').length;
    }
  }
  return count;
}

function exampleOf({ flow }: Policy): Parameters<Decider['create']>[1] {
  return { body: { ...flow.example }, idempotencyKey: undefined };
}

/** Takes every decision and keeps none. */
class ForgetfulLog implements Pick<DecisionLog, 'append' | 'find'> {
  append(): Promise<AppendResult> {
    return Promise.resolve({ status: 'appended' });
  }

  find(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}
