import { checkShape } from '../contract/check-shape.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import { ruleFileSchema, ruleSchema, type RuleSource } from '../contract/rule-file.js';
import { parseStrictJson } from '../contract/strict-json.js';
import { FileFaults } from './file-faults.js';
import { isJsonObject } from './is-json-object.js';
import { MAX_JSON_DEPTH, MAX_RULE_FILE_BYTES } from './rule-limits.js';

/** The text of one rule file; `file` is its path inside the flow's folder. */
export interface RuleFileText {
  readonly file: string;
  readonly text: string;
}

/** One entry of `rules`, whatever its shape: a misshapen rule must not hide what is wrong with its conditions. */
export interface ReadRule {
  readonly pointer: string;
  readonly name?: string;
  readonly conditions?: JsonValue;
  /** Set when the rule has the shape of a rule. */
  readonly source?: RuleSource;
}

/** A rule file as read: faults so far, and what could be read in spite of them. */
export interface ReadRuleFile {
  readonly file: string;
  readonly faults: FileFaults;
  readonly conditions: JsonObject;
  readonly rules: readonly ReadRule[];
}

/** Parses a rule file strictly and checks its shape; never throws. */
export function readRuleFile({ file, text }: RuleFileText): ReadRuleFile {
  const parsed = parseStrictJson(text, { maxBytes: MAX_RULE_FILE_BYTES, maxDepth: MAX_JSON_DEPTH });
  if (!parsed.ok) {
    const faults = new FileFaults(file, {});
    faults.add(parsed.fault);
    return { file, faults, conditions: {}, rules: [] };
  }
  const { value } = parsed;
  const faults = new FileFaults(file, parsed);
  const rules = memberOf(value, 'rules');
  const readRules = Array.isArray(rules) ? rules.map((rule: JsonValue, index) => readRule(rule, `/rules/${index}`)) : [];
  // The shape is checked without places: the faults' own limit then bounds the scans of the text.
  const shape = checkShape(ruleFileSchema, { value });
  if (!shape.ok) for (const fault of shape.faults) faults.add({ ...fault, ...subjectOf(fault.pointer, readRules) });
  const conditions = memberOf(value, 'conditions');
  return { file, faults, conditions: isJsonObject(conditions) ? conditions : {}, rules: readRules };
}

function readRule(rule: JsonValue, pointer: string): ReadRule {
  const shape = ruleSchema.safeParse(rule);
  const name = memberOf(rule, 'name');
  const conditions = memberOf(rule, 'conditions');
  return {
    pointer,
    ...(typeof name === 'string' ? { name } : {}),
    ...(isJsonObject(conditions) ? { conditions } : {}),
    ...(shape.success ? { source: shape.data } : {}),
  };
}

function subjectOf(pointer: string, rules: readonly ReadRule[]): { readonly subject?: string } {
  const [, top, index] = pointer.split('/');
  const name = top === 'rules' ? rules[Number(index)]?.name : undefined;
  return name === undefined ? {} : { subject: name };
}

function memberOf(value: JsonValue, name: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
