import type { JsonObject, JsonValue } from '../contract/json.js';
import { checkComparand } from './check-comparand.js';
import { checkOperand, type ObjectUse } from './check-operand.js';
import { checkOperator, type CheckedOperator } from './check-operator.js';
import type { CheckScope } from './check-scope.js';
import { checkPresence, checkWrittenTest } from './check-written-test.js';
import type { CheckedLeaf, Comparand, Operand } from './checked-rule.js';
import { misfitOf, sideOfComparand, sideOfFact, type Misfit } from './misfit.js';
import { isOperator, OPERATORS } from './operators.js';
import { undecorate, type Sides } from './undecorate.js';

/** Checks one comparison; undefined when it has flaws, all of which are reported. */
export function checkLeaf(leaf: JsonObject, pointer: string, scope: CheckScope): CheckedLeaf | undefined {
  const left = checkOperand(leaf, pointer, scope, objectUseOf(leaf['operator']));
  const operator = checkOperator(leaf['operator'], pointer, scope);
  const value = leaf['value'];
  if (value === undefined) {
    scope.report({ pointer, message: 'The comparison has no value.', mend: 'Add "value": what the fact is compared with.' });
    return undefined;
  }
  const right = checkValue(value, `${pointer}/value`, scope, operator);
  if (operator === undefined || left === undefined || right === undefined) return undefined;
  const misfit = misfitUnder(operator, left, right);
  if (misfit === undefined) return leafOf(operator, left, right);
  scope.report({ pointer: `${pointer}/${misfit.at}`, message: misfit.message, mend: misfit.mend });
  return undefined;
}

function objectUseOf(operator: JsonValue | undefined): ObjectUse {
  const name = typeof operator === 'string' ? operator.slice(operator.lastIndexOf(':') + 1) : '';
  const family = isOperator(name) ? OPERATORS[name] : undefined;
  return family === 'place' ? 'position' : family === 'presence' ? 'any' : 'compared';
}

function checkValue(value: JsonValue, pointer: string, scope: CheckScope, operator: CheckedOperator | undefined): Comparand | undefined {
  switch (operator === undefined ? undefined : OPERATORS[operator.name]) {
    case 'pattern':
    case 'namedList':
    case 'place':
      return checkWrittenTest(operator?.name ?? 'matches', value, pointer, scope);
    case 'presence':
      return checkPresence(value, pointer, scope);
    default:
      return checkComparand(value, pointer, scope);
  }
}

/** Peels the decorators off and looks whether what is left fits. */
function misfitUnder({ name, decorators }: CheckedOperator, left: Operand, right: Comparand): Misfit | undefined {
  const isPresence = OPERATORS[name] === 'presence';
  const odd = decorators.find((decorator) => decorator !== 'not' && (isPresence || (right.kind === 'test' && !decorator.endsWith('Fact'))));
  if (odd !== undefined) return { at: 'operator', message: `"${name}" takes no "${odd}:".`, mend: `Leave out "${odd}:".` };
  if (isPresence) return undefined;
  let sides: Sides = { left: sideOfFact(left), right: right.kind === 'test' ? { kind: 'value', value: '' } : sideOfComparand(right) };
  for (const decorator of decorators) {
    const inner = undecorate(decorator, sides);
    if ('message' in inner) return inner;
    sides = inner;
  }
  return misfitOf(name, sides.left, sides.right);
}

function leafOf({ name, decorators }: CheckedOperator, left: Operand, right: Comparand): CheckedLeaf {
  if (decorators.length === 0) return { kind: 'leaf', operator: name, left, right };
  const isOverItems = decorators.some((decorator) => decorator !== 'not' && decorator !== 'swap');
  const strict = (operand: Operand): Operand => (isOverItems ? withEach(operand) : operand);
  const operand: Comparand = right.kind === 'operand' ? { kind: 'operand', operand: strict(right.operand) } : right;
  return { kind: 'leaf', operator: name, decorators, left: strict(left), right: operand };
}

function withEach(operand: Operand): Operand {
  return operand.type.kind === 'array' ? { ...operand, type: { ...operand.type, each: true } } : operand;
}
