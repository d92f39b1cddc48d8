import { judge, scoreKey } from '../decision/judge.js';
import type { Verdict } from '../contract/decision.js';
import { withModelVersion, type Policy } from '../policy/policy.js';
import type { RecordedDecision } from '../ports.js';

/** How the candidate's model version is chosen. */
export interface VersionChoice {
  /** Always this version; absent: the one that decided, unless the candidate names another champion than the recorded policy did. */
  readonly modelVersion?: string;
  readonly recorded: ReadonlyMap<string, Policy>;
}

/**
 * What the candidate says of recorded facts; undefined when it asks for a version whose score was never recorded. A score that the
 * deciding version failed to give is missing for the candidate too: that is what it would have met.
 */
export function judgeByCandidate(candidate: Policy, decision: RecordedDecision, choice: VersionChoice): Verdict | undefined {
  const { record, shadowScores } = decision;
  const { features, scores, missing, degraded } = record.facts;
  const facts = { request: record.ask.request, features, scores, missing, degraded };
  if (candidate.model === undefined) return judge(candidate, facts);
  const decided = record.assignment.version;
  const version = choice.modelVersion ?? versionOf(candidate, record.policy, decided, choice.recorded);
  const policy = withModelVersion(candidate, version);
  if (version === decided) return judge(policy, facts);
  const key = scoreKey({ name: candidate.model.name, version });
  const score = facts.scores[key] ?? shadowScores[version];
  return score === undefined ? undefined : judge(policy, { ...facts, scores: { ...facts.scores, [key]: score } });
}

function versionOf(candidate: Policy, policy: string, decided: string | undefined, recorded: ReadonlyMap<string, Policy>): string {
  const champion = candidate.model?.version ?? '';
  const before = recorded.get(policy)?.model?.version;
  return decided !== undefined && (before === undefined || before === champion) ? decided : champion;
}
