import type { RuleEventType, UnknownMeaning } from '../contract/rule-file.js';
import type { Policy } from '../policy/policy.js';
import { conditionWords, oneLine, type ConditionWords } from './condition-words.js';
import { ruleSourcesOf } from './rule-sources.js';
import { Vocabulary } from './vocabulary.js';

/** A rule in plain words. */
export interface RuleDescription {
  readonly rule: string;
  /** Path of the rule's file inside the flow's folder. */
  readonly file: string;
  /** All of it on one line: `Blocks a payment when all of these hold: …`. */
  readonly sentence: string;
  readonly asks: RuleEventType;
  /** `Blocks a payment`. */
  readonly does: string;
  readonly when: ConditionWords;
  readonly reason: { readonly code: string; readonly text: string };
  /** What it means that a fact is missing and the rule cannot be decided. */
  readonly whenUnknown: string;
  /** Set where the rule speaks for a list in the policy's precedence. */
  readonly step?: 'denyList' | 'allowList';
  readonly description?: string;
  readonly owner?: string;
  readonly reviewBy?: string;
  readonly priority: number;
}

const DOES: Readonly<Record<RuleEventType, (subject: string) => string>> = {
  block: (subject) => `Blocks ${subject}`,
  review: (subject) => `Sends ${subject} to review`,
  pass: (subject) => `Lets ${subject} pass`,
  flag: (subject) => `Adds a remark to ${subject}, and asks for nothing,`,
};

/** The rule of this name in plain words, by the flow's own descriptions; undefined: there is no such rule. */
export function describeRule(policy: Policy, rule: string): RuleDescription | undefined {
  const placed = ruleSourcesOf(policy).find(({ source }) => source.name === rule);
  if (placed === undefined) return undefined;
  const { source, file, shared } = placed;
  const { description, owner, reviewBy, priority = 1, event } = source;
  const vocabulary = new Vocabulary(policy);
  const when = conditionWords(source.conditions, shared, vocabulary);
  const does = DOES[event.type](vocabulary.subject);
  const { reason, step, whenUnknown } = event.params;
  return {
    rule,
    file,
    sentence: `${does} when ${oneLine(when)}.`,
    asks: event.type,
    does,
    when,
    reason: { code: reason, text: vocabulary.reasonText(reason) },
    whenUnknown: unknownWords(policy, event.type, whenUnknown),
    ...(step === undefined ? {} : { step }),
    ...(description === undefined ? {} : { description }),
    ...(owner === undefined ? {} : { owner }),
    ...(reviewBy === undefined ? {} : { reviewBy }),
    priority,
  };
}

/** Names of all rules of a policy, in the order of evaluation. */
export function ruleNames(policy: Pick<Policy, 'files'>): readonly string[] {
  return ruleSourcesOf(policy).map(({ source }) => source.name);
}

function unknownWords(policy: Policy, asks: RuleEventType, own: UnknownMeaning | undefined): string {
  if (asks === 'pass' || asks === 'flag') return 'it is not heard';
  const meaning = own ?? policy.definition.unknownRules[asks];
  const by = own === undefined ? 'as the policy says of all rules that ask for ' + asks : 'as the rule itself says';
  return meaning === 'ignore' ? `it is not heard, ${by}` : `it asks for ${meaning}, ${by}`;
}
