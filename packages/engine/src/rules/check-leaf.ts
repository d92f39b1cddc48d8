import type { JsonObject, JsonValue } from '../contract/json.js';
import { checkComparand } from './check-comparand.js';
import { checkOperand } from './check-operand.js';
import type { CheckScope } from './check-scope.js';
import type { CheckedLeaf } from './checked-rule.js';
import { misfitOf } from './misfit.js';
import { nameHint } from './nearest-name.js';
import { isOperator, OPERATORS, type OperatorName } from './operators.js';

/** Checks one comparison; undefined when it has flaws, all of which are reported. */
export function checkLeaf(leaf: JsonObject, pointer: string, scope: CheckScope): CheckedLeaf | undefined {
  const left = checkOperand(leaf, pointer, scope);
  const operator = checkOperator(leaf['operator'], pointer, scope);
  const value = leaf['value'];
  if (value === undefined) {
    scope.report({ pointer, message: 'The comparison has no value.', mend: 'Add "value": what the fact is compared with.' });
    return undefined;
  }
  const right = checkComparand(value, `${pointer}/value`, scope);
  if (operator === undefined || left === undefined || right === undefined) return undefined;
  const misfit = misfitOf(operator, left, right);
  if (misfit === undefined) return { kind: 'leaf', operator, left, right };
  scope.report({ pointer: `${pointer}/${misfit.at}`, message: misfit.message, mend: misfit.mend });
  return undefined;
}

function checkOperator(name: JsonValue | undefined, pointer: string, { report }: CheckScope): OperatorName | undefined {
  const names = Object.keys(OPERATORS);
  if (typeof name !== 'string') {
    report({ pointer, message: 'The comparison has no operator.', mend: `Add "operator", one of: ${names.join(', ')}.` });
    return undefined;
  }
  if (isOperator(name)) return name;
  const message = name.includes(':') ? `Operators take no decorators: "${name}".` : `There is no operator "${name}".`;
  report({ pointer: `${pointer}/operator`, message, mend: nameHint(name, names) });
  return undefined;
}
