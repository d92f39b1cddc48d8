import { z } from 'zod';
import { checkShape } from '../contract/check-shape.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import { ruleFileSchema, ruleSchema, type RuleSource } from '../contract/rule-file.js';
import { parseStrictJsonSliced } from '../contract/strict-json.js';
import { atOnce, type Sliced } from '../sliced.js';
import { FileFaults } from './file-faults.js';
import { isJsonObject } from './is-json-object.js';
import { MAX_JSON_DEPTH, MAX_RULE_FILE_BYTES, MAX_RULES } from './rule-limits.js';

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

/** The file apart from its rules, each of which is checked by itself. */
const frameSchema = ruleFileSchema.extend({ rules: z.array(z.unknown()).max(MAX_RULES) });

/** Parses a rule file strictly and checks its shape; never throws. */
export function readRuleFile(file: RuleFileText): ReadRuleFile {
  return atOnce(readRuleFileSliced(file));
}

/** As `readRuleFile`, with pauses. */
export function* readRuleFileSliced({ file, text }: RuleFileText): Sliced<ReadRuleFile> {
  const parsed = yield* parseStrictJsonSliced(text, { maxBytes: MAX_RULE_FILE_BYTES, maxDepth: MAX_JSON_DEPTH });
  if (!parsed.ok) {
    const faults = new FileFaults(file, {});
    faults.add(parsed.fault);
    return { file, faults, conditions: {}, rules: [] };
  }
  const { value } = parsed;
  const faults = new FileFaults(file, parsed);
  // Shapes are checked without places: the faults' own limit then bounds the scans of the text.
  const frame = checkShape(frameSchema, { value });
  if (!frame.ok) for (const fault of frame.faults) faults.add(fault);
  const sources = memberOf(value, 'rules');
  const rules: ReadRule[] = [];
  for (const source of Array.isArray(sources) ? sources : []) {
    rules.push(readRule(source, `/rules/${rules.length}`, faults));
    yield;
  }
  const conditions = memberOf(value, 'conditions');
  return { file, faults, conditions: isJsonObject(conditions) ? conditions : {}, rules };
}

function readRule(rule: JsonValue, pointer: string, faults: FileFaults): ReadRule {
  const shape = checkShape(ruleSchema, { value: rule });
  const name = memberOf(rule, 'name');
  const conditions = memberOf(rule, 'conditions');
  const subject = typeof name === 'string' ? { subject: name } : {};
  if (!shape.ok) for (const fault of shape.faults) faults.add({ ...fault, pointer: pointer + fault.pointer, ...subject });
  return {
    pointer,
    ...(typeof name === 'string' ? { name } : {}),
    ...(isJsonObject(conditions) ? { conditions } : {}),
    ...(shape.ok ? { source: shape.value } : {}),
  };
}

function memberOf(value: JsonValue, name: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
