import type { Condition } from '../contract/condition.js';
import type { Checked, Fault } from '../contract/fault.js';
import { atOnce, type Sliced } from '../sliced.js';
import { checkCondition } from './check-condition.js';
import type { CheckedRule } from './checked-rule.js';
import { checkRulesSliced, type RuleWorld } from './check-rules.js';
import { ClosureCompiler } from './closure-compiler.js';
import { bitRuleSet, closureRuleSet, fastRuleSet, interpretedRuleSet } from './evaluate-rules.js';
import { readRuleFileSliced, type ReadRuleFile, type RuleFileText } from './read-rule-file.js';
import { MAX_COMPARISONS_PER_RULE } from './rule-limits.js';
import { NO_LISTS } from './shared-conditions.js';
import type { CompiledCondition, FactTypes, NamedLists, RuleSet } from './rule-set.js';

/** How to compile: each optimisation can be switched off, and answers never change. */
export interface CompileOptions {
  /** false: no optimisation at all. Default true. */
  readonly optimise?: boolean;
  /** Look facts up in tables of bits (true) or ask every rule (false). Default: as is likely faster for these rules. */
  readonly index?: boolean;
  /** false: identical tests are compiled, and made, once for every rule. Default true. */
  readonly dedupe?: boolean;
  /** false: every part of every condition is looked at, also when another part has decided. Default true. */
  readonly shortCircuit?: boolean;
}

const ALL_ON = { dedupe: true, shortCircuit: true };

/**
 * Rule files in, one synchronous evaluator out, or every fault of every file with its place. The answer does not depend on the order
 * of `files`. Never throws.
 */
export function compileRules(files: readonly RuleFileText[], world: RuleWorld, options: CompileOptions = {}): Checked<RuleSet> {
  return atOnce(compileRulesSliced(files, world, options));
}

/** As `compileRules`, with pauses. */
export function* compileRulesSliced(
  files: readonly RuleFileText[],
  world: RuleWorld,
  options: CompileOptions = {},
): Sliced<Checked<RuleSet>> {
  const read: ReadRuleFile[] = [];
  for (const file of files) read.push(yield* readRuleFileSliced(file));
  const checked = yield* checkRulesSliced(read, world);
  return checked.ok ? { ok: true, value: yield* ruleSetOf(checked.value, options) } : checked;
}

function* ruleSetOf(rules: readonly CheckedRule[], options: CompileOptions): Sliced<RuleSet> {
  if (options.optimise === false) return interpretedRuleSet(rules);
  const settings = { ...ALL_ON, ...options };
  if (options.index === undefined) return yield* fastRuleSet(rules, settings);
  return yield* options.index ? bitRuleSet(rules, settings) : closureRuleSet(rules, settings);
}

/**
 * One condition that stands outside a rule file, such as a row of the fallback table; it may be a bare comparison and refers to no
 * shared conditions. Faults have the file and a pointer that begins with `place.pointer`, without line and column.
 */
export function compileCondition(
  condition: Condition,
  types: FactTypes,
  place: { readonly file: string; readonly pointer: string },
  lists: NamedLists = NO_LISTS,
): Checked<CompiledCondition> {
  const faults: Fault[] = [];
  const measured = checkCondition(condition, place.pointer, {
    types,
    lists,
    refer: () => ({ is: 'absent', names: [] }),
    report: (flaw) => faults.push({ file: place.file, ...flaw }),
  });
  if (measured === undefined) return { ok: false, faults };
  if (measured.comparisons > MAX_COMPARISONS_PER_RULE) {
    const message = `The condition makes ${measured.comparisons} comparisons, more than ${MAX_COMPARISONS_PER_RULE}.`;
    return { ok: false, faults: [{ file: place.file, pointer: place.pointer, message, mend: 'Use in with a list.' }] };
  }
  return { ok: true, value: new ClosureCompiler(ALL_ON).compile(measured.node) };
}
