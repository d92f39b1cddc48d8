import type { Scalar } from '../contract/json.js';
import type { CheckedLeaf, Operand } from './checked-rule.js';
import { compare } from './interpret.js';
import { OPERATORS, type OperatorName } from './operators.js';
import { ofType, placeOf, readPlace, type FactPlace } from './read-fact.js';
import type { CompiledCondition } from './rule-set.js';

/** Lists at least this long are looked up in a Set; shorter ones are faster to walk. */
const SET_FROM = 8;

/**
 * One closure per comparison. The frequent ones have an arrow of their own by operator and type: V8 keeps what it has seen per function,
 * and is fast where that is always the same.
 */
export function compileLeaf(leaf: CheckedLeaf): CompiledCondition {
  const { operator, left, right } = leaf;
  if (right.kind === 'operand') return comparison(leaf, right.operand);
  const place = placeOf(left);
  const negated = operator === 'notEqual' || operator === 'notIn' || operator === 'doesNotContain';
  if (right.kind === 'list') return membership(place, left.type.kind, right.values, negated);
  const { value } = right;
  if (OPERATORS[operator] === 'containment') return containment(place, value, negated);
  if (typeof value === 'number')
    return OPERATORS[operator] === 'order' ? order(operator, place, value) : equalNumber(place, value, negated);
  return typeof value === 'string' ? equalString(place, value, negated) : equalBoolean(place, value, negated);
}

function comparison(leaf: CheckedLeaf, right: Operand): CompiledCondition {
  const [left, from, to] = [leaf.left, placeOf(leaf.left), placeOf(right)];
  return (view) => compare(leaf, ofType(left.type.kind, readPlace(from, view)), ofType(right.type.kind, readPlace(to, view)));
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

function membership(place: FactPlace, kind: Operand['type']['kind'], list: readonly Scalar[], negated: boolean): CompiledCondition {
  if (kind === 'string' && list.length < SET_FROM) return amongFewStrings(place, list, negated);
  const values = new Set<unknown>(list);
  return (view) => {
    const value = ofType(kind, readPlace(place, view));
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
