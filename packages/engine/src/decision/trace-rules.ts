import type { Facts } from '../contract/decision.js';
import type { Policy } from '../policy/policy.js';
import type { TracedRule } from '../rules/rule-set.js';
import { seenBy } from './judge.js';

/**
 * Why each rule of a policy held, did not hold or was left unknown on these facts: every condition with the values it saw. Judging is
 * pure, so on recorded facts, by the policy and model version of the record, this is exactly what was seen then; nothing of it is kept.
 */
export function traceRules(policy: Policy, facts: Facts): readonly TracedRule[] {
  return policy.rules.trace(seenBy(policy, facts).view);
}
