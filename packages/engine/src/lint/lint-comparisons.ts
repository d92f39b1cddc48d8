import { pointerOf } from '../contract/json-place.js';
import { leavesOf, leafText, type PlacedLeaf, type RuleSourceFile } from '../policy/rule-sources.js';
import type { FactRange } from './fact-range.js';
import type { LintFinding } from './finding.js';
import { admits, isImpossible } from './is-impossible.js';
import { literalsOf, operandOf, scalarsOf } from './literal.js';

/** Comparisons that the range of their fact decides alone, and listed values that the fact never has. */
export function lintComparisons({ file, value }: RuleSourceFile, ranges: ReadonlyMap<string, FactRange>): readonly LintFinding[] {
  const shared = Object.entries(value.conditions ?? {}).flatMap(([name, condition]) =>
    named(name, leavesOf(condition, pointerOf(['conditions', name]))),
  );
  const own = value.rules.flatMap(({ name, conditions }, index) =>
    named(name, leavesOf(conditions, pointerOf(['rules', index, 'conditions']))),
  );
  return [...shared, ...own].flatMap(({ subject, placed }) => lintPlaced(placed, ranges).map((finding) => ({ file, subject, ...finding })));
}

/** The same of one comparison, wherever it stands. */
export function lintPlaced(placed: PlacedLeaf, ranges: ReadonlyMap<string, FactRange>): readonly Omit<LintFinding, 'file'>[] {
  const range = ranges.get(operandOf(placed.leaf));
  return range === undefined ? [] : lintLeaf(placed, range);
}

function named(subject: string, leaves: readonly PlacedLeaf[]) {
  return leaves.map((placed) => ({ subject, placed }));
}

function lintLeaf({ pointer, leaf }: PlacedLeaf, range: FactRange): readonly Omit<LintFinding, 'file'>[] {
  const operand = operandOf(leaf);
  const bounds = `${operand} is ${rangeText(range)} (${range.source})`;
  if (literalsOf(leaf).every((way) => isImpossible(way, range))) {
    const message = `"${leafText(leaf)}" is never true: ${bounds}.`;
    return [{ kind: 'never-true-comparison', pointer, message, mend: 'Correct the value or the fact, or remove the comparison.' }];
  }
  if (literalsOf(leaf, true).every((way) => isImpossible(way, range))) {
    const message = `"${leafText(leaf)}" is true wherever the fact is there: ${bounds}.`;
    return [{ kind: 'always-true-comparison', pointer, message, mend: 'Correct the value or the operator, or remove the comparison.' }];
  }
  const isList = leaf.operator === 'in' || leaf.operator === 'notIn';
  return (isList ? (scalarsOf(leaf) ?? []) : []).flatMap((value, index) =>
    admits(range, value)
      ? []
      : [
          {
            kind: 'never-sent-value' as const,
            pointer: `${pointer}/value/${index}`,
            message: `${operand} is never ${JSON.stringify(value)}: ${bounds}.`,
            mend: 'Correct the value, or remove it from the list.',
          },
        ],
  );
}

const MOST_NAMED = 8;

function rangeText({ min, max, whole, values }: FactRange): string {
  if (values !== undefined) {
    const names = [...values].slice(0, MOST_NAMED).map((value) => JSON.stringify(value));
    return values.size > MOST_NAMED ? `one of ${names.join(', ')} and ${values.size - MOST_NAMED} more` : `one of ${names.join(', ')}`;
  }
  const kind = whole === true ? 'a whole number' : 'a number';
  if (min !== undefined && max !== undefined) return `${kind} from ${min} to ${max}`;
  if (min !== undefined) return `${kind} from ${min} on`;
  return max === undefined ? kind : `${kind} up to ${max}`;
}
