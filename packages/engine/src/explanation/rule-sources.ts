import { parseShaped } from '../contract/check-shape.js';
import type { Condition } from '../contract/condition.js';
import { ruleFileSchema, type RuleSource } from '../contract/rule-file.js';
import { filesOfKind } from '../policy/flow-files.js';
import type { Policy } from '../policy/policy.js';
import { MAX_JSON_DEPTH, MAX_RULE_FILE_BYTES } from '../rules/rule-limits.js';

/** A rule as it is written, where it stands, and the conditions that its file shares. */
export interface PlacedRule {
  readonly file: string;
  readonly source: RuleSource;
  readonly shared: Readonly<Record<string, Condition>>;
}

/** All rules of a policy in the order of its evaluation: priority, file name, place in the file. */
export function ruleSourcesOf({ files }: Pick<Policy, 'files'>): readonly PlacedRule[] {
  const limits = { maxBytes: MAX_RULE_FILE_BYTES, maxDepth: MAX_JSON_DEPTH };
  const rules = filesOfKind(files, 'rules').flatMap(({ file, text }) => {
    const parsed = parseShaped(ruleFileSchema, file, text, limits);
    if (!parsed.ok) return [];
    const { rules: sources, conditions = {} } = parsed.value.value;
    return sources.map((source): PlacedRule => ({ file, source, shared: conditions }));
  });
  return rules.toSorted((a, b) => (b.source.priority ?? 1) - (a.source.priority ?? 1));
}
