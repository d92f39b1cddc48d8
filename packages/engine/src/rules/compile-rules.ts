import type { Condition } from '../contract/condition.js';
import type { Checked, Fault } from '../contract/fault.js';
import { checkCondition } from './check-condition.js';
import type { Measured } from './check-scope.js';
import { checkRules, type RuleWorld } from './check-rules.js';
import { ClosureCompiler } from './closure-compiler.js';
import { closureRuleSet, interpretedRuleSet } from './evaluate-rules.js';
import { readRuleFile, type RuleFileText } from './read-rule-file.js';
import { MAX_COMPARISONS_PER_RULE } from './rule-limits.js';
import type { CompiledCondition, FactTypes, RuleSet } from './rule-set.js';
import { SlotTable } from './slot-table.js';

/** How to compile. */
export interface CompileOptions {
  /** false: no optimisation at all; answers never change. Default true. */
  readonly optimise?: boolean;
}

/**
 * Rule files in, one synchronous evaluator out, or every fault of every file with its place. The answer does not depend on the order
 * of `files`. Never throws.
 */
export function compileRules(files: readonly RuleFileText[], world: RuleWorld, { optimise = true }: CompileOptions = {}): Checked<RuleSet> {
  const checked = checkRules(files.map(readRuleFile), world);
  if (!checked.ok) return checked;
  return { ok: true, value: optimise ? closureRuleSet(checked.value) : interpretedRuleSet(checked.value) };
}

/**
 * One condition that stands outside a rule file, such as a row of the fallback table; it may be a bare comparison and refers to no
 * shared conditions. Faults have the file and a pointer that begins with `place.pointer`, without line and column.
 */
export function compileCondition(
  condition: Condition,
  types: FactTypes,
  place: { readonly file: string; readonly pointer: string },
): Checked<CompiledCondition> {
  const faults: Fault[] = [];
  const measured = checkCondition(condition, place.pointer, {
    types,
    refer: () => ({ is: 'absent', names: [] }),
    report: (flaw) => faults.push({ file: place.file, ...flaw }),
  });
  if (measured === undefined) return { ok: false, faults };
  if (measured.comparisons > MAX_COMPARISONS_PER_RULE) {
    const message = `The condition makes ${measured.comparisons} comparisons, more than ${MAX_COMPARISONS_PER_RULE}.`;
    return { ok: false, faults: [{ file: place.file, pointer: place.pointer, message, mend: 'Use in with a list.' }] };
  }
  return { ok: true, value: compiled(measured) };
}

function compiled({ node }: Measured): CompiledCondition {
  const table = new SlotTable();
  const closure = new ClosureCompiler(table).compile(node);
  return (view) => closure(table.read(view));
}
