import type { Facts, Verdict } from '../contract/decision.js';
import type { Step } from '../contract/policy-file.js';
import type { Policy } from '../policy/policy.js';
import type { FactView } from '../rules/rule-set.js';

interface Judged {
  readonly policy: Policy;
  readonly facts: Facts;
  readonly verdict: Verdict;
  readonly view: FactView;
}

const STEP_WORDS: Readonly<Record<Step, string>> = {
  denyList: 'a deny list',
  hardBlock: 'a rule that asks for block',
  allowList: 'an allow list',
  score: 'the score',
  review: 'a rule that asks for review',
  pass: 'a rule that asks for pass',
};

/** Why the outcome is what it is: which step decided, and what it was the first of. */
export function whyWords(judged: Judged): string {
  const { policy, verdict } = judged;
  switch (verdict.decidedBy) {
    case 'none':
      return `No rule and no score asked for anything else, so the outcome is pass.`;
    case 'fallback':
      return fallbackWords(judged);
    case 'unknownRule':
      return unknownWords(judged);
    case 'score':
      return `${scoreWords(judged)} ${orderWords(policy, 'score')}`;
    default:
      return `${stepWords(verdict, verdict.decidedBy)} ${orderWords(policy, verdict.decidedBy)}`;
  }
}

function stepWords({ hits, outcome }: Verdict, step: Step): string {
  const rules = hits.filter((hit) => hit.step === step).map(({ rule }) => rule);
  const [who, speaks] = rules.length === 1 ? ['The rule', 'it speaks'] : ['The rules', 'they speak'];
  const voice = step === 'denyList' || step === 'allowList' ? `, because ${speaks} for ${STEP_WORDS[step]}` : '';
  return `${who} ${rules.join(', ')} decided for ${outcome}${voice}.`;
}

function scoreWords({ policy, verdict }: Judged): string {
  const { score = 0, outcome } = verdict;
  const from = policy.definition.bands.findLast((band) => score >= band.from)?.from ?? 0;
  return `The score ${Number(score.toPrecision(4))} lies in the band from ${from}, which asks for ${outcome}.`;
}

/** What would have come before in the policy's order, and was silent. */
function orderWords({ definition: { precedence } }: Policy, step: Step): string {
  const before = precedence.slice(0, precedence.indexOf(step)).map((name) => STEP_WORDS[name]);
  if (before.length === 0) return 'In this policy nothing comes before it.';
  return `What comes before it in this policy had nothing to say: ${before.join(', ')}.`;
}

function fallbackWords({ policy, facts, view, verdict }: Judged): string {
  const row = policy.fallback.find((candidate) => candidate.holds === undefined || candidate.holds(view) !== false);
  const lack = facts.degraded.length > 0 ? facts.degraded.join(', ') : 'the score was missing';
  const doubt =
    row?.holds?.(view) === undefined && row?.holds !== undefined ? ' (a fact it looks at was missing, so it is taken as holding)' : '';
  return `Something was not available (${lack}), so the fallback table spoke in the place of the score: its row ${row?.name ?? ''}${doubt} asks for ${verdict.outcome}.`;
}

function unknownWords({ verdict }: Judged): string {
  const rules = verdict.reasons.filter(({ source }) => source === 'unknown').flatMap(({ rule }) => rule ?? []);
  return `The ${rules.length === 1 ? 'rule' : 'rules'} ${rules.join(', ')} could not be decided because facts were missing, and the policy takes that as ${verdict.outcome}.`;
}
