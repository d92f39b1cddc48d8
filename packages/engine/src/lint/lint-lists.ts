import type { Condition, LeafCondition } from '../contract/condition.js';
import { pointerOf } from '../contract/json-place.js';
import type { Policy } from '../policy/policy.js';
import { leavesOf, referredBy, type PlacedLeaf, type RuleSourceFile } from '../policy/rule-sources.js';
import type { LintFinding } from './finding.js';

/** Rules that are to be heard when they are unknown, and that ask `lists` for a field that a request may leave out: that is not unknown. */
export function lintAbsence({ file, value }: RuleSourceFile, { flow, lists }: Policy): readonly LintFinding[] {
  const required = flow.request['required'];
  const optional = lists.filter(({ field }) => !Array.isArray(required) || !required.includes(field));
  return value.rules.flatMap(({ name: subject, conditions, event }, index) => {
    if ((event.params.whenUnknown ?? 'ignore') === 'ignore') return [];
    return placedIn(conditions, pointerOf(['rules', index, 'conditions']), value.conditions ?? {}).flatMap(({ pointer, leaf }) =>
      optional
        .filter(({ name }) => leaf.fact === 'lists' && namesIn(leaf)?.has(name) === true)
        .map(({ name, field }) => ({
          kind: 'absent-not-listed' as const,
          file,
          subject,
          pointer,
          message: `A request without ${field} counts as not listed in "${name}" here, and not as unknown, whatever whenUnknown says.`,
          mend: `Write {"fact": "${field}", "operator": "inList", "value": "${name}"}.`,
        })),
    );
  });
}

/** Lists that nothing asks for, and a flow that has no rules at all. */
export function lintUnread({ definition, lists }: Policy, sources: readonly RuleSourceFile[]): readonly LintFinding[] {
  const file = 'policy.json';
  if (sources.every(({ value }) => value.rules.length === 0)) {
    const mend = 'Write a rule file, <name>.rules.json, beside policy.json.';
    return [{ kind: 'no-rules', file, pointer: '', message: 'The flow has no rules.', mend }];
  }
  const inRules = sources.flatMap(({ value }) => [
    ...Object.values(value.conditions ?? {}).flatMap((condition) => leavesOf(condition, '')),
    ...value.rules.flatMap(({ conditions }) => leavesOf(conditions, '')),
  ]);
  const inFallback = definition.fallback.flatMap(({ conditions }) => (conditions === undefined ? [] : leavesOf(conditions, '')));
  const read = [...inRules, ...inFallback].map(({ leaf }) => (asksForAll(leaf) ? 'all' : namesIn(leaf)));
  return lists
    .filter(({ name }) => !read.some((names) => names === 'all' || names?.has(name) === true))
    .map(({ name }) => ({
      kind: 'unread-list',
      file,
      pointer: pointerOf(['lists', name]),
      subject: name,
      message: `No rule reads the list "${name}": who stands in it is treated like anyone else.`,
      mend: `Write a rule with {"fact": "lists", "operator": "contains", "value": "${name}"}, or remove the list.`,
    }));
}

/** The comparisons of a condition and of the shared conditions that it refers to. */
function placedIn(condition: Condition, pointer: string, shared: Readonly<Record<string, Condition>>): readonly PlacedLeaf[] {
  const referred = [...referredBy(condition, shared)].flatMap((name) => {
    const target = shared[name];
    return target === undefined ? [] : leavesOf(target, pointerOf(['conditions', name]));
  });
  return [...leavesOf(condition, pointer), ...referred];
}

/** The lists that a comparison names; undefined: it names none. */
function namesIn({ fact, operator, value }: LeafCondition): ReadonlySet<unknown> | undefined {
  if (fact !== 'lists' && !isInList(operator)) return undefined;
  return new Set<unknown>(Array.isArray(value) ? value : [value]);
}

/** A comparison with the names of lists as texts, or with whether there are any. */
function asksForAll({ fact, operator }: LeafCondition): boolean {
  return fact === 'lists' && /(?:matches|startsWith|endsWith|isMissing)$/.test(operator);
}

function isInList(operator: string): boolean {
  return operator === 'inList' || operator.endsWith(':inList');
}
