import type { Scalar } from '../contract/json.js';
import type { CheckedLeaf, OperandType } from './checked-rule.js';
import { compare, constantOf } from './interpret.js';
import { OPERATORS, type OperatorName } from './operators.js';
import { ofType, placeOf, readPlace, type FactPlace } from './read-fact.js';
import type { CompiledCondition } from './rule-set.js';

/** Lists at least this long are looked up in a Set; shorter ones are faster to walk. */
const SET_FROM = 8;

/**
 * One closure per comparison. The frequent ones have an arrow of their own by operator and type: V8 keeps what it has seen per function,
 * and is fast where that is always the same. The others go by the meaning of the operator.
 */
export function compileLeaf(leaf: CheckedLeaf): CompiledCondition {
  const { operator, left, right, decorators } = leaf;
  const family = OPERATORS[operator];
  const place = placeOf(left);
  const negated = operator === 'notEqual' || operator === 'notIn' || operator === 'doesNotContain';
  if (decorators !== undefined) return comparison(leaf);
  if (right.kind === 'list' && family === 'membership') return membership(place, left.type, right.values, negated);
  if (right.kind !== 'single') return comparison(leaf);
  const { value } = right;
  if (family === 'containment') return containment(place, value, negated);
  if (family === 'order' && typeof value === 'number') return order(operator, place, value);
  return family === 'equality' ? equality(place, value, negated) : comparison(leaf);
}

function comparison(leaf: CheckedLeaf): CompiledCondition {
  const { left, right } = leaf;
  const from = placeOf(left);
  if (right.kind === 'operand') {
    const [to, { type }] = [placeOf(right.operand), right.operand];
    return (view) => compare(leaf, ofType(left.type, readPlace(from, view)), ofType(type, readPlace(to, view)));
  }
  const constant = constantOf(right);
  return (view) => compare(leaf, ofType(left.type, readPlace(from, view)), constant);
}

function equality(place: FactPlace, value: Scalar, negated: boolean): CompiledCondition {
  if (typeof value === 'number') return equalNumber(place, value, negated);
  return typeof value === 'string' ? equalString(place, value, negated) : equalBoolean(place, value, negated);
}

function equalString(place: FactPlace, constant: string, negated: boolean): CompiledCondition {
  return (view) => {
    const value = readPlace(place, view);
    return typeof value === 'string' ? (value === constant) !== negated : undefined;
  };
}

function equalBoolean(place: FactPlace, constant: boolean, negated: boolean): CompiledCondition {
  return (view) => {
    const value = readPlace(place, view);
    return typeof value === 'boolean' ? (value === constant) !== negated : undefined;
  };
}

function equalNumber(place: FactPlace, constant: number, negated: boolean): CompiledCondition {
  return (view) => {
    const value = readPlace(place, view);
    return typeof value === 'number' && !Number.isNaN(value) ? (value === constant) !== negated : undefined;
  };
}

function membership(place: FactPlace, type: OperandType, list: readonly Scalar[], negated: boolean): CompiledCondition {
  if (type.kind === 'string' && list.length < SET_FROM) return amongFewStrings(place, list, negated);
  const values = new Set<unknown>(list);
  return (view) => {
    const value = ofType(type, readPlace(place, view));
    return value === undefined ? undefined : values.has(value) !== negated;
  };
}

function amongFewStrings(place: FactPlace, list: readonly unknown[], negated: boolean): CompiledCondition {
  return (view) => {
    const value = readPlace(place, view);
    if (typeof value !== 'string') return undefined;
    for (const item of list) if (item === value) return !negated;
    return negated;
  };
}

function containment(place: FactPlace, constant: unknown, negated: boolean): CompiledCondition {
  return (view) => {
    const values = readPlace(place, view);
    return Array.isArray(values) ? values.includes(constant) !== negated : undefined;
  };
}

/** Of NaN neither one comparison nor its opposite is true: it is a missing number. */
function order(operator: OperatorName, place: FactPlace, bound: number): CompiledCondition {
  switch (operator) {
    case 'lessThan':
    case 'greaterThanInclusive': {
      const negated = operator === 'greaterThanInclusive';
      return (view) => {
        const value = readPlace(place, view);
        if (typeof value !== 'number') return undefined;
        return value < bound ? !negated : value >= bound ? negated : undefined;
      };
    }
    default: {
      const negated = operator === 'lessThanInclusive';
      return (view) => {
        const value = readPlace(place, view);
        if (typeof value !== 'number') return undefined;
        return value > bound ? !negated : value <= bound ? negated : undefined;
      };
    }
  }
}
