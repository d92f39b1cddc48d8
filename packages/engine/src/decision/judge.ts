import type { Facts, Verdict } from '../contract/decision.js';
import type { Policy } from '../policy/policy.js';
import type { FactView, RuleHits } from '../rules/rule-set.js';
import { explain } from './explain.js';
import { fuse } from './fuse.js';
import { matchLists } from './match-lists.js';
import { viewOf } from './view-of.js';

/** What a policy sees of facts before any rule is asked. */
export interface Seen {
  /** All facts by name, as rules see them. */
  readonly view: FactView;
  /** Names of the lists in which the request stands. */
  readonly lists: readonly string[];
  readonly score: number | undefined;
}

/**
 * The heart: what this policy says of these facts. Pure, so canary, shadow, replay, backtest and cases are all this one call.
 * Lists and the score's version belong to the policy, so both are looked up here and not among the facts.
 */
export function judge(policy: Policy, facts: Facts): Verdict {
  const seen = seenBy(policy, facts);
  return verdictOn(policy, facts, seen, policy.rules.evaluate(seen.view));
}

/** The facts with what the policy adds to them. */
export function seenBy(policy: Policy, facts: Facts): Seen {
  const lists = matchLists(policy.lists, facts.request);
  const score = policy.model === undefined ? undefined : facts.scores[scoreKey(policy.model)];
  return { view: viewOf(policy.factTypes, facts, lists, score), lists, score };
}

/** What becomes of the rules' answers. Apart from them, so that a changed rule can be tried without asking all others again. */
export function verdictOn(policy: Policy, facts: Facts, { view, lists, score }: Seen, { hits, unknown }: RuleHits): Verdict {
  const { outcome, decidedBy, signals } = fuse({ policy, facts, view, hits, unknown, score });
  const reasons = explain(policy.definition.reasons, signals);
  const verdict = { outcome, decidedBy, reasons, hits, unknown: unknown.map((rule) => rule.rule), lists };
  return score === undefined ? verdict : { ...verdict, score };
}

/** Where a model version's score stands in `facts.scores`. */
export function scoreKey(model: { readonly name: string; readonly version: string }): string {
  return `${model.name}@${model.version}`;
}
