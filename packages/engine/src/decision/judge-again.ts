import type { DecisionRecord, Verdict } from '../contract/decision.js';
import { withModelVersion, type Policy } from '../policy/policy.js';
import { judge } from './judge.js';

/** What judging again needs of a record. */
export type JudgedBefore = Pick<DecisionRecord, 'assignment' | 'facts'> & { readonly ask: Pick<DecisionRecord['ask'], 'request'> };

/**
 * What `policy` says of the facts of a record. With the record's own policy (same hash) this is the recorded verdict;
 * with another it is what would have been answered.
 */
export function judgeAgain(policy: Policy, record: JudgedBefore): Verdict {
  const version = record.assignment.version;
  const versioned = version === undefined ? policy : withModelVersion(policy, version);
  const { features, scores, missing, degraded } = record.facts;
  return judge(versioned, { request: record.ask.request, features, scores, missing, degraded });
}
