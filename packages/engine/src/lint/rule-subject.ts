import type { Condition } from '../contract/condition.js';
import { pointerOf } from '../contract/json-place.js';
import type { RuleSource } from '../contract/rule-file.js';
import { partsOfCondition, type RuleSourceFile } from '../policy/rule-sources.js';
import { waysOf, type Conjunction } from './normal-form.js';

/** One rule as the linter looks at it. */
export interface RuleSubject {
  readonly file: string;
  readonly pointer: string;
  readonly rule: RuleSource;
  readonly shared: Readonly<Record<string, Condition>>;
  /** The ways in which it can fire; undefined: too many to be written out. */
  readonly ways: readonly Conjunction[] | undefined;
}

/** The rules of a file. */
export function ruleSubjectsOf({ file, value }: RuleSourceFile): readonly RuleSubject[] {
  const shared = value.conditions ?? {};
  return value.rules.map((rule, index) => ({
    file,
    pointer: pointerOf(['rules', index]),
    rule,
    shared,
    ways: waysOf(rule.conditions, shared),
  }));
}

/** Comparisons with shared conditions written out; a checked rule has no cycles. */
export function comparisonsOf(condition: Condition, shared: Readonly<Record<string, Condition>>): number {
  if ('fact' in condition) return 1;
  if ('condition' in condition) {
    const target = Object.hasOwn(shared, condition.condition) ? shared[condition.condition] : undefined;
    return target === undefined ? 0 : comparisonsOf(target, shared);
  }
  return partsOfCondition(condition).reduce((sum, { part }) => sum + comparisonsOf(part, shared), 0);
}
