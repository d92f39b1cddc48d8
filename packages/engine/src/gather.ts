import type { Deadline } from './contract/deadline.js';
import type { Ask, Facts, MissingFact, ModelUse } from './contract/decision.js';
import { deriveFeatures } from './features/derive-features.js';
import { requestEvent } from './features/event-of.js';
import { readsFor } from './features/reads-for.js';
import { scoreKey } from './decision/judge.js';
import type { Policy } from './policy/policy.js';
import { HistoryUnavailableError, type World } from './ports.js';
import type { RolloutPlan } from './rollout/plan-rollout.js';

type LiveModel = Pick<ModelUse, 'name' | 'version' | 'role'>;

export interface Gathered {
  readonly facts: Facts;
  readonly model?: ModelUse;
}

/** What gathering reads; cases gather from sources of their own. */
export type Sources = Pick<World, 'counters' | 'models'>;

/** The only reads of a decision: history, in which the event is counted by the same step; then the score of the version that decides. What fails lands in `missing` and `degraded`. */
export async function gather(ask: Ask, plan: RolloutPlan, world: Sources, deadline: Deadline): Promise<Gathered> {
  const policy = plan.live;
  const history = await gatherFeatures(ask, policy, world);
  if (policy.model === undefined) return { facts: history };
  if (history.degraded.length > 0) return { facts: lacking(history, policy.model, 'features unavailable') };
  return gatherScore(history, { ...policy.model, role: plan.assignment.role }, world, deadline);
}

async function gatherFeatures(ask: Ask, { catalogue }: Policy, { counters }: Sources): Promise<Facts> {
  const reads = readsFor(catalogue, ask.request);
  const event = requestEvent(catalogue, ask.request, ask.eventTimeMs);
  let where = 'unavailable';
  const observed = await counters.observe(ask.flow, event, reads.counterReads).catch((error: unknown) => {
    if (error instanceof HistoryUnavailableError) where = error.store;
    return undefined;
  });
  const { features, missing, defaulted } = deriveFeatures(catalogue, reads, observed?.values);
  return {
    request: ask.request,
    features,
    scores: {},
    missing,
    degraded: observed === undefined ? [`features:${where}`] : [],
    ...(defaulted.length === 0 ? {} : { defaulted }),
    ...(observed === undefined ? {} : { sequence: observed.sequence }),
  };
}

async function gatherScore(facts: Facts, model: LiveModel, world: Sources, deadline: Deadline): Promise<Gathered> {
  const values = { ...facts.request, ...facts.features };
  const result = await world.models.score({ name: model.name, version: model.version, values, priority: 'live' }, deadline);
  if (!result.ok) return { facts: { ...lacking(facts, model, result.fault), degraded: [`model:${result.fault}`] } };
  const { digest, backend, gpu } = result;
  return {
    facts: { ...facts, scores: { [scoreKey(model)]: result.score } },
    model: { ...model, digest, backend, gpu },
  };
}

function lacking(facts: Facts, model: Omit<LiveModel, 'role'>, reason: string): Facts {
  const missing: MissingFact = { fact: `score:${scoreKey(model)}`, reason };
  return { ...facts, missing: [...facts.missing, missing] };
}
