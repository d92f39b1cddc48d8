import { parseShaped, type Shaped } from '../contract/check-shape.js';
import type { Condition, LeafCondition } from '../contract/condition.js';
import { pointerOf } from '../contract/json-place.js';
import { ruleFileSchema, type RuleFile } from '../contract/rule-file.js';
import { MAX_JSON_DEPTH, MAX_RULE_FILE_BYTES } from '../rules/rule-limits.js';
import { filesOfKind, type FlowTexts } from './flow-files.js';

/** A rule file as people wrote it, for those who look at rules instead of running them. */
export interface RuleSourceFile extends Shaped<RuleFile> {
  readonly file: string;
}

/** A comparison and where it stands. */
export interface PlacedLeaf {
  readonly pointer: string;
  readonly leaf: LeafCondition;
}

/** The rule files of a flow in ascending order of their paths. Files that cannot be read are left out: loading tells their faults. */
export function ruleSourcesOf(files: FlowTexts): readonly RuleSourceFile[] {
  return filesOfKind(files, 'rules').flatMap(({ file, text }): RuleSourceFile[] => {
    const shaped = parseShaped(ruleFileSchema, file, text, { maxBytes: MAX_RULE_FILE_BYTES, maxDepth: MAX_JSON_DEPTH });
    return shaped.ok ? [{ file, ...shaped.value }] : [];
  });
}

/** The conditions right below a condition, by the path that leads to each. */
export function partsOfCondition(condition: Condition): readonly { readonly path: readonly PropertyKey[]; readonly part: Condition }[] {
  if ('all' in condition) return condition.all.map((part, index) => ({ path: ['all', index], part }));
  if ('any' in condition) return condition.any.map((part, index) => ({ path: ['any', index], part }));
  return 'not' in condition ? [{ path: ['not'], part: condition.not }] : [];
}

/** All comparisons of a condition that are written in it; shared conditions are not followed. */
export function leavesOf(condition: Condition, pointer: string): readonly PlacedLeaf[] {
  if ('fact' in condition) return [{ pointer, leaf: condition }];
  return partsOfCondition(condition).flatMap(({ path, part }) => leavesOf(part, pointer + pointerOf(path)));
}

/** Names of the shared conditions that a condition refers to, also through each other. */
export function referredBy(condition: Condition, shared: Readonly<Record<string, Condition>>): ReadonlySet<string> {
  const names = new Set<string>();
  const follow = (one: Condition): void => {
    if ('condition' in one) {
      const target = Object.hasOwn(shared, one.condition) ? shared[one.condition] : undefined;
      if (target === undefined || names.has(one.condition)) return;
      names.add(one.condition);
      follow(target);
    } else for (const { part } of partsOfCondition(one)) follow(part);
  };
  follow(condition);
  return names;
}

/** A comparison as a line of text: `amountEur greaterThanInclusive 150`. */
export function leafText({ fact, path, operator, value }: LeafCondition): string {
  const own = path === undefined ? fact : `${fact}${path.replace(/^\$/, '')}`;
  const text = JSON.stringify(value);
  return `${own} ${operator} ${text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text}`;
}

const MAX_VALUE_LENGTH = 60;
