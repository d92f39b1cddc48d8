import { pointerOf } from '../contract/json-place.js';
import type { JsonObject, JsonValue, Scalar } from '../contract/json.js';
import { checkOperand } from './check-operand.js';
import type { CheckScope } from './check-scope.js';
import type { Comparand } from './checked-rule.js';
import { describeValue } from './describe-type.js';
import { isJsonObject } from './is-json-object.js';

/** Checks the value of a comparison: one plain value, a list of them, or a reference to a fact; undefined when it has flaws. */
export function checkComparand(value: JsonValue, pointer: string, scope: CheckScope): Comparand | undefined {
  if (isScalar(value)) return { kind: 'single', value };
  if (isJsonObject(value)) return referenceOf(value, pointer, scope);
  if (Array.isArray(value)) return listOf(value, pointer, scope);
  scope.report({
    pointer,
    message: 'A fact is never null: it is there or it is missing.',
    mend: 'Compare with a value; what a missing fact means is said by whenUnknown.',
  });
  return undefined;
}

function referenceOf(reference: JsonObject, pointer: string, scope: CheckScope): Comparand | undefined {
  const mend = 'Write a value, or {"fact": NAME} with a path where needed.';
  if (!Object.hasOwn(reference, 'fact')) {
    scope.report({ pointer, message: 'An object is no value to compare with.', mend });
    return undefined;
  }
  const odd = Object.keys(reference).filter((key) => key !== 'fact' && key !== 'path');
  for (const key of odd)
    scope.report({ pointer: pointer + pointerOf([key]), message: `A reference to a fact has no member "${key}".`, mend });
  const operand = checkOperand(reference, pointer, scope);
  return operand === undefined || odd.length > 0 ? undefined : { kind: 'operand', operand };
}

function listOf(items: readonly JsonValue[], pointer: string, { report }: CheckScope): Comparand | undefined {
  const values = items.filter(isScalar);
  if (values.length === items.length && items.length > 0) return { kind: 'list', values };
  const odd = items.findIndex((item) => !isScalar(item));
  if (odd < 0) report({ pointer, message: 'The list is empty.', mend: 'List at least one value.' });
  else report({ pointer: `${pointer}/${odd}`, message: `The list holds ${describeValue(items[odd])}.`, mend: 'List plain values only.' });
  return undefined;
}

function isScalar(value: JsonValue): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
