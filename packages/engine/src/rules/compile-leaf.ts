import type { CheckedLeaf } from './checked-rule.js';
import { holds, OPERATORS, type OperatorName } from './operators.js';
import type { Truth } from './rule-set.js';
import type { SlotTable, Slots } from './slot-table.js';

/** A condition ready to run: reads slots, answers true, false or unknown. */
export type Closure = (slots: Slots) => Truth;

/** Lists at least this long are looked up in a Set; shorter ones are faster to walk. */
const SET_FROM = 8;

/** One closure per comparison. Each arrow below stays monomorphic because slots hold values of the checked type only. */
export function compileLeaf(leaf: CheckedLeaf, table: SlotTable): Closure {
  const { operator, left, right } = leaf;
  const slot = table.slotOf(left);
  if (right.kind === 'operand') return comparison(operator, slot, table.slotOf(right.operand));
  if (right.kind === 'list') return membership(slot, right.values, operator === 'notIn');
  const { value } = right;
  if (OPERATORS[operator] === 'containment') return containment(slot, value, operator === 'doesNotContain');
  if (typeof value === 'number' && OPERATORS[operator] === 'order') return order(operator, slot, value);
  const negated = operator === 'notEqual';
  return typeof value === 'string' ? equalityOfString(slot, value, negated) : equalityOfOther(slot, value, negated);
}

function comparison(operator: OperatorName, left: number, right: number): Closure {
  return (slots) => {
    const a = slots[left];
    const b = slots[right];
    return a === undefined || b === undefined ? undefined : holds(operator, a, b);
  };
}

function equalityOfString(slot: number, constant: string, negated: boolean): Closure {
  return (slots) => {
    const value = slots[slot];
    return value === undefined ? undefined : (value === constant) !== negated;
  };
}

/** The same text as for strings: V8 keeps what it has seen per function, and comparing numbers is faster where no string was seen. */
function equalityOfOther(slot: number, constant: number | boolean, negated: boolean): Closure {
  return (slots) => {
    const value = slots[slot];
    return value === undefined ? undefined : (value === constant) !== negated;
  };
}

function membership(slot: number, list: readonly unknown[], negated: boolean): Closure {
  if (list.length < SET_FROM) {
    return (slots) => {
      const value = slots[slot];
      return value === undefined ? undefined : list.includes(value) !== negated;
    };
  }
  const values = new Set(list);
  return (slots) => {
    const value = slots[slot];
    return value === undefined ? undefined : values.has(value) !== negated;
  };
}

function containment(slot: number, constant: unknown, negated: boolean): Closure {
  return (slots) => {
    const values = slots[slot];
    return Array.isArray(values) ? values.includes(constant) !== negated : undefined;
  };
}

function order(operator: OperatorName, slot: number, bound: number): Closure {
  switch (operator) {
    case 'lessThan':
      return (slots) => {
        const value = slots[slot];
        return typeof value === 'number' ? value < bound : undefined;
      };
    case 'lessThanInclusive':
      return (slots) => {
        const value = slots[slot];
        return typeof value === 'number' ? value <= bound : undefined;
      };
    case 'greaterThan':
      return (slots) => {
        const value = slots[slot];
        return typeof value === 'number' ? value > bound : undefined;
      };
    default:
      return (slots) => {
        const value = slots[slot];
        return typeof value === 'number' ? value >= bound : undefined;
      };
  }
}
