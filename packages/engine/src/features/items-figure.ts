import type { ItemsFeature } from '../contract/feature-file.js';
import type { JsonObject, Scalar } from '../contract/json.js';
import { isJsonObject } from '../rules/is-json-object.js';
import { asDecimal } from './as-decimal.js';
import type { Lack } from './catalogue.js';
import { scalarOf } from './scalar-of.js';

/** Computes one figure of a list of objects in the request. An item without the member, or with one of another type, is passed over. */
export function itemsFigure(definition: ItemsFeature): (request: JsonObject) => Scalar | Lack {
  const { of, member, take, at = 0, first } = definition;
  return (request) => {
    const list = request[of];
    if (!Array.isArray(list)) return { lacks: `no ${of}` };
    const values = list.slice(0, first).map((item: unknown) => (isJsonObject(item) ? scalarOf(item[member]) : undefined));
    if (take === 'item') return values[at] ?? { lacks: `no ${member} in item ${at} of ${of}` };
    if (take === 'count') return values.filter((value) => value !== undefined && passes(value, definition.where)).length;
    const numbers = values.filter((value) => typeof value === 'number');
    return numberOf(take, numbers) ?? { lacks: `no ${member} in ${of}` };
  };
}

function numberOf(take: Exclude<ItemsFeature['take'], 'item' | 'count'>, numbers: readonly number[]): number | undefined {
  const sum = numbers.reduce((total, value) => total + value, 0);
  if (take === 'sum') return asDecimal(sum);
  if (numbers.length === 0) return undefined;
  if (take === 'mean') return asDecimal(sum / numbers.length);
  return take === 'min' ? Math.min(...numbers) : Math.max(...numbers);
}

function passes(value: Scalar, where: ItemsFeature['where']): boolean {
  if (where === undefined) return true;
  const { operator, value: bound } = where;
  if (operator === 'equal') return value === bound;
  if (operator === 'notEqual') return value !== bound;
  if (typeof value !== 'number' || typeof bound !== 'number') return false;
  if (operator === 'lessThan') return value < bound;
  if (operator === 'lessThanInclusive') return value <= bound;
  return operator === 'greaterThan' ? value > bound : value >= bound;
}
