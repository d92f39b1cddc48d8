import type { Comparand, Operand } from './checked-rule.js';
import { describeType, describeValue } from './describe-type.js';
import { OPERATORS, type OperatorName } from './operators.js';
import type { FactType } from './rule-set.js';

/** Why an operator, a fact and a value do not go together. */
export interface Misfit {
  /** The member of the comparison that is wrong, as the end of a pointer. */
  readonly at: string;
  readonly message: string;
  readonly mend: string;
}

/** Do an operator, a fact and a value fit each other by type? undefined: they do. */
export function misfitOf(operator: OperatorName, left: Operand, right: Comparand): Misfit | undefined {
  const family = OPERATORS[operator];
  const { kind } = left.type;
  const isContainment = family === 'containment';
  if (isContainment !== (kind === 'array')) {
    const mend = isContainment ? 'Use equal, or in or notIn with a list.' : 'Use contains or doesNotContain.';
    return wrongFact(operator, isContainment ? 'an array' : 'a single value', left, mend);
  }
  if (family === 'order' && kind !== 'number') return wrongFact(operator, 'a number', left, 'Use equal, or a fact that is a number.');
  if (family === 'membership') return listMisfit(left, right);
  return singleMisfit(left, right);
}

function wrongFact(operator: OperatorName, wanted: string, left: Operand, mend: string): Misfit {
  return { at: 'operator', message: `"${operator}" looks at ${wanted}, but ${describeOperand(left)}.`, mend };
}

function singleMisfit(left: Operand, right: Comparand): Misfit | undefined {
  // An array that does not say what it holds may hold any single value.
  const wanted: FactType | undefined = left.type.kind === 'array' ? left.type.of : left.type;
  const found = singleKindOf(right);
  if (found !== undefined && (wanted === undefined || wanted.kind === found)) return undefined;
  return {
    at: 'value',
    message: `${capital(describeOperand(left))}, but ${describeComparand(right)}.`,
    mend: mendSingle(wanted?.kind, right),
  };
}

function singleKindOf(right: Comparand): string | undefined {
  if (right.kind === 'single') return typeof right.value;
  return right.kind === 'operand' && right.operand.type.kind !== 'array' ? right.operand.type.kind : undefined;
}

function mendSingle(wanted: string | undefined, right: Comparand): string {
  if (right.kind === 'list') return 'Give one value, or use in or notIn with the list.';
  if (right.kind === 'operand') return `Compare with a fact that is a ${wanted ?? 'single value'}.`;
  if (wanted === 'string') return `Write it in quotes: "${String(right.value)}".`;
  return typeof right.value === 'string' ? `Give a ${wanted}, without quotes: values are never converted.` : `Give a ${wanted}.`;
}

function listMisfit(left: Operand, right: Comparand): Misfit | undefined {
  const { kind } = left.type;
  if (right.kind === 'list') {
    const odd = right.values.findIndex((value) => typeof value !== kind);
    if (odd < 0) return undefined;
    const message = `${capital(describeOperand(left))}, but the list holds ${describeValue(right.values[odd])}.`;
    return { at: `value/${odd}`, message, mend: `List ${kind}s only: values are never converted.` };
  }
  const found = right.kind === 'operand' && right.operand.type.kind === 'array' ? right.operand.type : undefined;
  if (found !== undefined && (found.of === undefined || found.of.kind === kind)) return undefined;
  const message = `A list is needed, of ${kind}s, but ${describeComparand(right)}.`;
  return { at: 'value', message, mend: `List the ${kind}s, name a fact that is an array of them, or use equal.` };
}

function describeComparand(right: Comparand): string {
  if (right.kind === 'operand') return describeOperand(right.operand);
  return `the value is ${describeValue(right.kind === 'list' ? right.values : right.value)}`;
}

function describeOperand(operand: Operand): string {
  return `the fact "${[operand.fact, ...operand.path].join('.')}" is ${describeType(operand.type)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
