import type { Facts, Verdict } from '../contract/decision.js';
import type { Policy } from '../policy/policy.js';
import type { FactView } from '../rules/rule-set.js';
import { explain } from './explain.js';
import { fuse } from './fuse.js';
import { matchLists } from './match-lists.js';

/**
 * The heart: what this policy says of these facts. Pure, so canary, shadow, replay, backtest and cases are all this one call.
 * Lists and the score's version belong to the policy, so both are looked up here and not among the facts.
 */
export function judge(policy: Policy, facts: Facts): Verdict {
  const { view, lists, score } = seenBy(policy, facts);
  const { hits, unknown } = policy.rules.evaluate(view);
  const fused = fuse({ policy, facts, view, hits, unknown, score });
  return {
    outcome: fused.outcome,
    decidedBy: fused.decidedBy,
    reasons: explain(policy.definition.reasons, fused.signals),
    hits,
    unknown: unknown.map((rule) => rule.rule),
    lists,
    ...(score === undefined ? {} : { score }),
  };
}

/** What a policy sees of facts: rules look at `view`. */
export function seenBy(policy: Policy, facts: Facts): { view: FactView; lists: readonly string[]; score: number | undefined } {
  const lists = matchLists(policy.lists, facts.request);
  const score = policy.model === undefined ? undefined : facts.scores[scoreKey(policy.model)];
  return { view: viewOf(facts, lists, score), lists, score };
}

/** Where a model version's score stands in `facts.scores`. */
export function scoreKey(model: { readonly name: string; readonly version: string }): string {
  return `${model.name}@${model.version}`;
}

/** All facts by name, as rules see them. */
function viewOf(facts: Facts, lists: readonly string[], score: number | undefined): FactView {
  const view = { ...facts.request, ...facts.features, lists };
  return score === undefined ? view : { ...view, score };
}
