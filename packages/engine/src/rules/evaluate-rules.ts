import type { Hit } from '../contract/decision.js';
import { BitCompiler } from './bit-compiler.js';
import type { CheckedRule } from './checked-rule.js';
import { ClosureCompiler, type ClosureOptions } from './closure-compiler.js';
import { interpret } from './interpret.js';
import { BIT_LIMITS, type BitLimits } from './rule-limits.js';
import { traceOf } from './trace.js';
import type { CompiledCondition, RuleSet, UnknownRule } from './rule-set.js';

/** With fewer rules asking each is faster than looking facts up. */
const INDEX_FROM = 32;

/** The rules as closures, each asked in turn. */
export function closureRuleSet(rules: readonly CheckedRule[], options: ClosureOptions): RuleSet {
  const compiler = new ClosureCompiler(options);
  return askingRuleSet(rules, ({ condition }) => compiler.compile(condition));
}

/** In the form that is likely the fastest for these rules. */
export function fastRuleSet(rules: readonly CheckedRule[], options: ClosureOptions): RuleSet {
  if (rules.length < INDEX_FROM) return closureRuleSet(rules, options);
  const compiler = new BitCompiler(rules, { closures: new ClosureCompiler(options), limits: BIT_LIMITS, ...options });
  return compiler.isWorthwhile() ? compiler.compile() : closureRuleSet(rules, options);
}

/** The rules as bits: every fact rules out conjunctions of all rules at once. */
export function bitRuleSet(rules: readonly CheckedRule[], options: ClosureOptions, limits: BitLimits = BIT_LIMITS): RuleSet {
  return new BitCompiler(rules, { closures: new ClosureCompiler(options), limits, ...options }).compile();
}

/** The rules read off their checked trees, without any optimisation. */
export function interpretedRuleSet(rules: readonly CheckedRule[]): RuleSet {
  return askingRuleSet(
    rules,
    ({ condition }) =>
      (view) =>
        interpret(condition, view),
  );
}

function askingRuleSet(rules: readonly CheckedRule[], conditionOf: (rule: CheckedRule) => CompiledCondition): RuleSet {
  const asked = rules.map((rule) => ({ holds: conditionOf(rule), hit: rule.hit, unknown: rule.unknown }));
  return {
    size: rules.length,
    evaluate: (view) => {
      const hits: Hit[] = [];
      const unknown: UnknownRule[] = [];
      for (const rule of asked) {
        const truth = rule.holds(view);
        if (truth === true) hits.push(rule.hit);
        else if (truth === undefined) unknown.push(rule.unknown);
      }
      return { hits, unknown };
    },
    trace: (view) => traceOf(rules, view),
  };
}
