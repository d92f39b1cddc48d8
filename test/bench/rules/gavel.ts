import { compileRules, type CompileOptions, type RuleHits, type RuleSet } from '@gavel/engine';
import { createHash } from 'node:crypto';
import type { MakeContender } from './contender.js';
import type { DrawnRule } from './draw-rules.js';
import { PAYMENT_TYPES } from './payments.js';

/** A rule file holds at most a mebibyte. */
const RULES_PER_FILE = 1000;

/** The rules as texts of files. */
export function filesOf(rules: readonly DrawnRule[]): { file: string; text: string }[] {
  return Array.from({ length: Math.ceil(rules.length / RULES_PER_FILE) }, (_, index) => ({
    file: `${index}.rules.json`,
    text: JSON.stringify({ rules: rules.slice(index * RULES_PER_FILE, (index + 1) * RULES_PER_FILE) }),
  }));
}

/** Checks and compiles, as at load. */
export function ruleSetOf(files: readonly { file: string; text: string }[], options: CompileOptions = {}): RuleSet {
  const compiled = compileRules(files, { types: PAYMENT_TYPES, reasons: { R1: 'A reason.' } }, options);
  if (!compiled.ok) throw new Error(compiled.faults[0]?.message);
  return compiled.value;
}

const firedOf = (answer: unknown): readonly string[] => (answer as RuleHits).hits.map((hit) => hit.rule);

/** Gavel, reporting fired and unknown rules. */
export const gavelPlain: MakeContender = (rules) => {
  const ruleSet = ruleSetOf(filesOf(rules));
  return { name: 'Gavel', isAsync: false, decide: (payment) => ruleSet.evaluate(payment), fired: firedOf };
};

/** Gavel, writing the row from which everything can be told again: facts as JSON, fired and unknown rules, policy hash. */
export const gavelAudit: MakeContender = (rules) => {
  const files = filesOf(rules);
  const ruleSet = ruleSetOf(files);
  const policy = createHash('sha256').update(JSON.stringify(files)).digest('hex');
  return {
    name: 'Gavel with audit row',
    isAsync: false,
    decide: (payment) => {
      const { hits, unknown } = ruleSet.evaluate(payment);
      return JSON.stringify({ policy, facts: payment, fired: hits.map((hit) => hit.rule), unknown: unknown.map(({ rule }) => rule) });
    },
    fired: (answer) => (JSON.parse(answer as string) as { fired: string[] }).fired,
  };
};
