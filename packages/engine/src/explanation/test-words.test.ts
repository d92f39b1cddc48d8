import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../contract/json.js';
import { DECORATORS, type OperatorName } from '../rules/operators.js';
import { POLICY } from '../testing/sample-orders.js';
import { testWords } from './test-words.js';
import { plainValue, Vocabulary } from './vocabulary.js';

const vocabulary = new Vocabulary(POLICY);
const words = (fact: string, operator: string, value: JsonValue): string => testWords({ fact, operator, value }, vocabulary);

/** A value for every operator, what is said where it holds and where it does not. */
const SAID: Readonly<Record<OperatorName, readonly [JsonValue, string, string]>> = {
  equal: ['a', 'x is a', 'x is not a'],
  notEqual: ['a', 'x is not a', 'x is a'],
  lessThan: [5, 'x is below 5', 'x is at least 5'],
  lessThanInclusive: [5, 'x is at most 5', 'x is above 5'],
  greaterThan: [5, 'x is above 5', 'x is at most 5'],
  greaterThanInclusive: [5, 'x is at least 5', 'x is below 5'],
  in: [['a', 'b', 'c'], 'x is a, b or c', 'x is neither a, b nor c'],
  notIn: [['a', 'b'], 'x is neither a nor b', 'x is a or b'],
  contains: ['a', 'x holds a', 'x does not hold a'],
  doesNotContain: ['a', 'x does not hold a', 'x holds a'],
  startsWith: ['a', 'x starts with a', 'x does not start with a'],
  endsWith: ['a', 'x ends with a', 'x does not end with a'],
  matches: ['^a$', 'x matches the pattern ^a$', 'x does not match the pattern ^a$'],
  inList: ['stolen', 'x stands in the list stolen', 'x does not stand in the list stolen'],
  between: [[1, 5], 'x is between 1 and 5', 'x is not between 1 and 5'],
  withinKm: [{ lat: 52.37, lon: 4.9, km: 25 }, 'x lies within 25 km of 52.37, 4.9', 'x does not lie within 25 km of 52.37, 4.9'],
  isMissing: [true, 'x is missing', 'x is there'],
};

describe('testWords', () => {
  it.each(Object.entries(SAID))('tells %s, its opposite, and the opposite of that', (operator, [value, held, not]) => {
    expect(words('x', operator, value)).toBe(held);
    expect(words('x', `not:${operator}`, value)).toBe(not);
    expect(words('x', `not:not:${operator}`, value)).toBe(held);
  });

  const DECORATED: readonly (readonly [string, JsonValue, string])[] = [
    ['someFact:equal', 'a', 'at least one of x is a'],
    ['everyFact:startsWith', 'a', 'each of x starts with a'],
    ['not:someFact:equal', 'a', 'none of x is a'],
    ['not:everyFact:equal', 'a', 'not all of x is a'],
    ['someFact:not:equal', 'a', 'at least one of x is not a'],
    ['someFact:in', ['a', 'b'], 'at least one of x is a or b'],
    ['not:someFact:in', ['a', 'b'], 'none of x is a or b'],
    ['someFact:not:in', ['a', 'b'], 'at least one of x is neither a nor b'],
    ['someValue:greaterThan', [1, 2, 3], 'x is above at least one of 1, 2 and 3'],
    ['everyValue:notEqual', ['a', 'b'], 'x is none of a and b'],
    ['not:someValue:startsWith', ['a', 'b'], 'x starts with none of a and b'],
    ['not:everyValue:lessThan', [1, 2], 'x is below not all of 1 and 2'],
    ['someValue:not:startsWith', ['a', 'b'], 'x starts with not all of a and b'],
    ['swap:lessThan', { fact: 'y' }, 'y is below x'],
    ['swap:contains', { fact: 'y' }, 'y holds x'],
    ['in', { fact: 'y' }, 'x is one of y'],
    ['not:in', { fact: 'y' }, 'x is none of y'],
    ['isMissing', false, 'x is there'],
    ['not:isMissing', false, 'x is missing'],
    ['someFact:withinKm', { lat: 1, lon: 2, km: 3 }, 'at least one of x lies within 3 km of 1, 2'],
  ];

  it.each(DECORATED)('tells %s', (operator, value, said) => {
    expect(words('x', operator, value)).toBe(said);
  });

  it('has an example of every decorator', () => {
    const used = new Set(DECORATED.flatMap(([operator]) => operator.split(':')));
    expect(DECORATORS.filter((decorator) => !used.has(decorator))).toEqual([]);
  });

  it('tells lists by their field, units, and places', () => {
    expect(words('lists', 'not:contains', 'stolen-cards')).toBe('card does not stand in the list stolen-cards');
    expect(words('euros', 'between', [10, 20])).toBe('euros is between 10 EUR and 20 EUR');
    expect(plainValue({ lat: 52.37, lon: 4.9 })).toBe('52.37, 4.9');
  });
});
