import type { Hit } from '../contract/decision.js';
import { BitCompiler } from './bit-compiler.js';
import type { CheckedRule } from './checked-rule.js';
import { ClosureCompiler, type ClosureOptions } from './closure-compiler.js';
import { interpret } from './interpret.js';
import type { FactView, RuleHits, RuleSet, Truth, UnknownRule } from './rule-set.js';
import { SlotTable } from './slot-table.js';

/** The rules as closures: every fact is read once, then every rule is asked. */
export function closureRuleSet(rules: readonly CheckedRule[], options: ClosureOptions): RuleSet {
  const table = new SlotTable();
  const compiler = new ClosureCompiler(table, options);
  const asked = rules.map(({ condition, hit, unknown }) => ({ holds: compiler.compile(condition), hit, unknown }));
  return { size: rules.length, evaluate: (view) => ask(asked, table.read(view)) };
}

/** The rules as bits: every fact rules out conjunctions of all rules at once. */
export function bitRuleSet(rules: readonly CheckedRule[], options: ClosureOptions): RuleSet {
  const slots = new SlotTable();
  return new BitCompiler(rules, { slots, closures: new ClosureCompiler(slots, options), ...options }).compile();
}

/** The rules read off their checked trees, without any optimisation. */
export function interpretedRuleSet(rules: readonly CheckedRule[]): RuleSet {
  const asked = rules.map(({ condition, hit, unknown }) => ({ holds: (view: FactView) => interpret(condition, view), hit, unknown }));
  return { size: rules.length, evaluate: (view) => ask(asked, view) };
}

/** A rule that can be asked about facts in the form `F`. */
interface Askable<F> extends Pick<CheckedRule, 'hit' | 'unknown'> {
  readonly holds: (facts: F) => Truth;
}

function ask<F>(rules: readonly Askable<F>[], facts: F): RuleHits {
  const hits: Hit[] = [];
  const unknown: UnknownRule[] = [];
  for (const rule of rules) {
    const truth = rule.holds(facts);
    if (truth === true) hits.push(rule.hit);
    else if (truth === undefined) unknown.push(rule.unknown);
  }
  return { hits, unknown };
}
