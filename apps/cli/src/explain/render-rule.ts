import type { ConditionWords, RuleDescription } from '@gavel/engine';
import { wrapped } from '../wrapped.js';

/** A rule for people: what it does, when, what it says, and whose it is. */
export function renderRule(flow: string, rule: RuleDescription): string {
  const { file, description, does, when, reason, whenUnknown, step, owner, reviewBy } = rule;
  const care = [owner === undefined ? 'no owner' : `owned by ${owner}`, reviewBy === undefined ? '' : `to be reviewed by ${reviewBy}`];
  return [
    `${rule.rule}  (${flow}/${file})`,
    ...(description === undefined ? [] : [wrapped(description)]),
    '',
    ...renderWhen(does, when),
    '',
    wrapped(`Reason     ${reason.code}: ${reason.text}`, 0, 11),
    wrapped(`Unknown    when a fact is missing and the rule cannot be decided, ${whenUnknown}.`, 0, 11),
    ...(step === undefined ? [] : [wrapped(`Step       ${step}: its place in the policy's precedence.`, 0, 11)]),
    `Care       ${care.filter((part) => part !== '').join(', ')}; priority ${rule.priority}`,
  ].join('\n');
}

function renderWhen(does: string, when: ConditionWords): readonly string[] {
  if (when.parts === undefined) return [`${does} when`, ...renderCondition(when, 2)];
  return [`${does} when ${when.text}:`, ...when.parts.flatMap((part) => renderCondition(part, 2))];
}

function renderCondition({ text, about, parts }: ConditionWords, indent: number): readonly string[] {
  const head = wrapped(`• ${text}${parts === undefined ? '' : ':'}`, indent, 2);
  const note = about === undefined ? [] : [wrapped(about, indent + 4)];
  return [head, ...note, ...(parts ?? []).flatMap((part) => renderCondition(part, indent + 2))];
}
