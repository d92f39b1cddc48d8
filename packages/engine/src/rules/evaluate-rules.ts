import type { Hit } from '../contract/decision.js';
import type { CheckedRule } from './checked-rule.js';
import { ClosureCompiler } from './closure-compiler.js';
import { interpret } from './interpret.js';
import type { RuleHits, RuleSet, Truth, UnknownRule } from './rule-set.js';
import { SlotTable } from './slot-table.js';

/** The rules as closures: every fact is read once, then every rule is asked. */
export function closureRuleSet(rules: readonly CheckedRule[]): RuleSet {
  const table = new SlotTable();
  const compiler = new ClosureCompiler(table);
  const closures = rules.map((rule) => compiler.compile(rule.condition));
  return {
    size: rules.length,
    evaluate: (view) => {
      const slots = table.read(view);
      return collect(rules, (index) => closures[index]?.(slots));
    },
  };
}

/** The rules read off their checked trees, without any optimisation. */
export function interpretedRuleSet(rules: readonly CheckedRule[]): RuleSet {
  return {
    size: rules.length,
    evaluate: (view) => collect(rules, (index) => (rules[index] === undefined ? undefined : interpret(rules[index].condition, view))),
  };
}

function collect(rules: readonly CheckedRule[], truthOf: (index: number) => Truth): RuleHits {
  const hits: Hit[] = [];
  const unknown: UnknownRule[] = [];
  for (const [index, rule] of rules.entries()) {
    const truth = truthOf(index);
    if (truth === true) hits.push(rule.hit);
    else if (truth === undefined) unknown.push(rule.unknown);
  }
  return { hits, unknown };
}
