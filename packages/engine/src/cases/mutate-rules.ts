import type { Condition, LeafCondition } from '../contract/condition.js';
import { pointerOf } from '../contract/json-place.js';
import type { JsonObject } from '../contract/json.js';
import type { FlowTexts } from '../policy/flow-files.js';
import { referredBy, ruleSourcesOf, type RuleSourceFile } from '../policy/rule-sources.js';
import { wholeFactsOf } from '../policy/whole-facts.js';
import { isJsonObject } from '../rules/is-json-object.js';
import { editJson } from './edit-json.js';
import { changesOf } from './mutate-condition.js';
import type { Mutant } from './mutant.js';

/** A mutant of a rule file. */
export interface RuleMutant extends Mutant {
  /** The file with nothing but the changed rules and the conditions they share. */
  readonly changed: JsonObject;
}

/**
 * Every rule file changed in one place: each number by one step in both directions, each operator to its neighbour, each condition of an
 * `all` or `any` left out, each value of a list left out. A change of a shared condition changes all rules that refer to it.
 */
export function mutateRules(files: FlowTexts): readonly RuleMutant[] {
  const whole = wholeFactsOf(files);
  const isWhole = (leaf: LeafCondition): boolean => leaf.path === undefined && whole.has(leaf.fact);
  return ruleSourcesOf(files).flatMap((source) => [...mutateShared(source, isWhole), ...mutateOwn(source, isWhole)]);
}

type IsWhole = (leaf: LeafCondition) => boolean;

function mutateOwn({ file, value }: RuleSourceFile, isWhole: IsWhole): RuleMutant[] {
  const conditions = jsonOf(value.conditions ?? {});
  return value.rules.flatMap((rule, index) => {
    const source = jsonOf(rule);
    return changesOf(rule.conditions, isWhole).map(({ kind, what, path, part }): RuleMutant => ({
      kind,
      what,
      file,
      pointer: pointerOf(['rules', index, 'conditions', ...path]),
      rules: [rule.name],
      changed: { conditions, rules: [editJson(source, ['conditions', ...path], part)] },
    }));
  });
}

function mutateShared({ file, value }: RuleSourceFile, isWhole: IsWhole): RuleMutant[] {
  const shared: Readonly<Record<string, Condition>> = value.conditions ?? {};
  const conditions = jsonOf(shared);
  return Object.entries(shared).flatMap(([name, condition]) => {
    const users = value.rules.filter((rule) => referredBy(rule.conditions, shared).has(name));
    if (users.length === 0) return [];
    return changesOf(condition, isWhole).map(({ kind, what, path, part }): RuleMutant => ({
      kind,
      what: `${name}: ${what}`,
      file,
      pointer: pointerOf(['conditions', name, ...path]),
      rules: users.map((rule) => rule.name),
      changed: { conditions: editJson(conditions, [name, ...path], part), rules: users.map(jsonOf) },
    }));
  });
}

/** What was parsed from a JSON text is JSON; its type only says more. */
function jsonOf(value: object): JsonObject {
  return isJsonObject(value) ? value : {};
}
