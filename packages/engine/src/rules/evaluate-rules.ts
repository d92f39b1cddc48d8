import type { Hit } from '../contract/decision.js';
import { mapSliced, type Sliced } from '../sliced.js';
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
export function* closureRuleSet(rules: readonly CheckedRule[], options: ClosureOptions): Sliced<RuleSet> {
  const compiler = new ClosureCompiler(options);
  return askingRuleSet(rules, yield* mapSliced(rules, ({ condition }) => compiler.compile(condition)));
}

/** In the form that is likely the fastest for these rules. */
export function* fastRuleSet(rules: readonly CheckedRule[], options: ClosureOptions): Sliced<RuleSet> {
  if (rules.length < INDEX_FROM) return yield* closureRuleSet(rules, options);
  const compiler = yield* BitCompiler.prepare(rules, { closures: new ClosureCompiler(options), limits: BIT_LIMITS, ...options });
  return yield* compiler.isWorthwhile() ? compiler.compile() : closureRuleSet(rules, options);
}

/** The rules as bits: every fact rules out conjunctions of all rules at once. */
export function* bitRuleSet(rules: readonly CheckedRule[], options: ClosureOptions, limits: BitLimits = BIT_LIMITS): Sliced<RuleSet> {
  const compiler = yield* BitCompiler.prepare(rules, { closures: new ClosureCompiler(options), limits, ...options });
  return yield* compiler.compile();
}

/** The rules read off their checked trees, without any optimisation. */
export function interpretedRuleSet(rules: readonly CheckedRule[]): RuleSet {
  return askingRuleSet(
    rules,
    rules.map(
      ({ condition }) =>
        (view) =>
          interpret(condition, view),
    ),
  );
}

/** `conditions` in the order of the rules. */
function askingRuleSet(rules: readonly CheckedRule[], conditions: readonly CompiledCondition[]): RuleSet {
  const asked = rules.flatMap(({ hit, unknown }, index) => {
    const holds = conditions[index];
    return holds === undefined ? [] : [{ holds, hit, unknown }];
  });
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
