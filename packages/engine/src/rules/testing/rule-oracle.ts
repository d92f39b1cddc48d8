import { Engine, type EngineOptions } from 'json-rules-engine';
import type { Condition } from '../../contract/condition.js';
import type { RandomRuleFile } from '../../testing/random-rules.js';
import type { FactView, Truth } from '../rule-set.js';
import { differenceAt, isPresence, presenceOf } from './intended-difference.js';
import { leavesOf, PLAIN_OPERATORS } from './plain-operators.js';

/** json-rules-engine as its documentation recommends it for partial facts, with the plain paths that we allow and the operators that it lacks. */
export async function libraryHits(
  rules: readonly object[],
  conditions: RandomRuleFile['conditions'],
  facts: FactView,
): Promise<readonly string[]> {
  const options: EngineOptions = { allowUndefinedFacts: true, pathResolver: ownPath };
  const engine = new Engine([], options);
  for (const [name, operator] of Object.entries(PLAIN_OPERATORS)) engine.addOperator(name, operator);
  // The library writes into what it is handed.
  for (const [name, condition] of Object.entries(conditions)) engine.setCondition(name, JSON.parse(JSON.stringify(condition)));
  for (const rule of rules) engine.addRule(JSON.parse(JSON.stringify(rule)));
  const { results } = await engine.run({ ...facts });
  return results.map((result) => result.name);
}

function ownPath(value: unknown, path: string): unknown {
  return path
    .split('.')
    .slice(1)
    .reduce<unknown>(
      (inner, name) => (typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name) ? Reflect.get(inner, name) : undefined),
      value,
    );
}

/** The condition with references written out. */
function expand(condition: Condition, shared: RandomRuleFile['conditions']): Condition {
  if ('all' in condition) return { all: condition.all.map((part) => expand(part, shared)) };
  if ('any' in condition) return { any: condition.any.map((part) => expand(part, shared)) };
  if ('not' in condition) return { not: expand(condition.not, shared) };
  return 'condition' in condition ? expand(shared[condition.condition]!, shared) : condition;
}

/** The condition with every comparison under an intended difference set so that the whole leans to `to`. */
function lean(condition: Condition, facts: FactView, to: boolean): Condition {
  if ('all' in condition) return { all: condition.all.map((part) => lean(part, facts, to)) };
  if ('any' in condition) return { any: condition.any.map((part) => lean(part, facts, to)) };
  if ('not' in condition) return { not: lean(condition.not, facts, !to) };
  if (!('fact' in condition) || differenceAt(condition, facts) === undefined) return condition;
  return { fact: 'true', operator: 'equal', value: isPresence(condition) ? presenceOf(condition) : to };
}

/**
 * What json-rules-engine says of each rule: as written where no difference applies, else by the answers that the unknown parts allow.
 * Counts in `met` how often each difference applied, and under `none` the rules without.
 */
export async function oracle(file: RandomRuleFile, facts: FactView, met: Map<string, number>): Promise<Map<string, Truth>> {
  const rules = file.rules.map((rule) => ({ rule, expanded: expand(rule.conditions, file.conditions) }));
  const names = new Set<string>();
  const given = rules.flatMap(({ rule, expanded }) => {
    const differences = leavesOf(expanded)
      .map((leaf) => differenceAt(leaf, facts))
      .filter((name) => name !== undefined);
    for (const name of differences) met.set(name, (met.get(name) ?? 0) + 1);
    if (differences.length === 0) return [rule];
    names.add(rule.name);
    return [true, false].map((to) => ({ ...rule, name: `${rule.name} ${to}`, conditions: { all: [lean(expanded, facts, to)] } }));
  });
  met.set('none', (met.get('none') ?? 0) + rules.length - names.size);
  const held = new Set(await libraryHits(given, file.conditions, { ...facts, true: true }));
  const truthOf = (name: string): Truth =>
    !names.has(name) ? held.has(name) : held.has(`${name} false`) ? true : held.has(`${name} true`) ? undefined : false;
  return new Map(file.rules.map(({ name }) => [name, truthOf(name)]));
}
