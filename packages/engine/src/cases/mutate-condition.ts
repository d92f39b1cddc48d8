import type { Condition, LeafCondition } from '../contract/condition.js';
import type { JsonValue } from '../contract/json.js';
import { leafText, partsOfCondition } from '../policy/rule-sources.js';
import { isJsonObject } from '../rules/is-json-object.js';
import type { Mutant } from './mutant.js';

/** A change inside a condition: `part` takes the place of what stands at `path`, or nothing does. */
export interface Change extends Pick<Mutant, 'kind' | 'what'> {
  readonly path: readonly PropertyKey[];
  readonly part: JsonValue | undefined;
}

/** Operators that differ in one thing only: the border, or the answer itself. Any other is negated by json-rules-engine's decorator. */
const NEIGHBOURS: Readonly<Record<string, string>> = {
  greaterThanInclusive: 'greaterThan',
  greaterThan: 'greaterThanInclusive',
  lessThanInclusive: 'lessThan',
  lessThan: 'lessThanInclusive',
  equal: 'notEqual',
  notEqual: 'equal',
  in: 'notIn',
  notIn: 'in',
  contains: 'doesNotContain',
  doesNotContain: 'contains',
};

/** All changes of a condition by one step. `isWhole` says of which facts all values are whole numbers. */
export function changesOf(condition: Condition, isWhole: (leaf: LeafCondition) => boolean): readonly Change[] {
  if ('fact' in condition) return leafChanges(condition, isWhole(condition));
  const parts = partsOfCondition(condition);
  const kept = parts.flatMap(({ path, part }) =>
    changesOf(part, isWhole).map((change) => ({ ...change, path: [...path, ...change.path] })),
  );
  if (parts.length < 2) return kept;
  return [
    ...parts.map(({ path, part }): Change => ({ kind: 'condition', path, part: undefined, what: `without ${conditionText(part)}` })),
    ...kept,
  ];
}

function leafChanges(leaf: LeafCondition, isWhole: boolean): Change[] {
  const text = leafText(leaf);
  const operator = neighbourOf(leaf.operator);
  return [
    { kind: 'operator', path: ['operator'], part: operator, what: `${text}: ${operator} instead` },
    ...valueChanges(leaf, isWhole).map((change): Change => ({
      ...change,
      path: ['value', ...change.path],
      what: `${text}: ${change.what}`,
    })),
  ];
}

function neighbourOf(operator: string): string {
  const at = operator.lastIndexOf(':') + 1;
  const [decorators, name] = [operator.slice(0, at), operator.slice(at)];
  const neighbour = NEIGHBOURS[name];
  if (neighbour !== undefined) return decorators + neighbour;
  return decorators === 'not:' ? name : `not:${operator}`;
}

function valueChanges({ operator, value }: LeafCondition, isWhole: boolean): Change[] {
  if (Array.isArray(value) && /(?:^|:)(?:in|notIn)$/.test(operator)) {
    const { length } = value;
    if (length < 2) return [];
    return value.map((one: JsonValue, index) => ({
      kind: 'value',
      path: [index],
      part: undefined,
      what: `without ${JSON.stringify(one)}`,
    }));
  }
  return numbersIn(value).flatMap(({ path, number }) =>
    steppedBy(number, isWhole ? 1 : stepOf(number)).map((part): Change => ({
      kind: 'threshold',
      path,
      part,
      what: `${part} instead of ${number}`,
    })),
  );
}

function numbersIn(value: unknown): readonly { readonly path: readonly PropertyKey[]; readonly number: number }[] {
  if (typeof value === 'number') return [{ path: [], number: value }];
  const members = Array.isArray(value) ? [...value.entries()] : isJsonObject(value) ? Object.entries(value) : [];
  return members.flatMap(([key, member]) => numbersIn(member).map(({ path, number }) => ({ path: [key, ...path], number })));
}

/** Both neighbours of a number, without the dust of binary fractions. */
export function steppedBy(number: number, step: number): readonly number[] {
  const digits = Math.max(decimalsOf(number), decimalsOf(step));
  return [number - step, number + step].map((next) => Number(next.toFixed(digits)));
}

/** The smallest step that the written decimals show: 1 for 150, 0.01 for 0.25. */
export function stepOf(number: number): number {
  return Number(`1e-${decimalsOf(number)}`);
}

/** `toFixed` knows at most 100; numbers that need more than 20 are no thresholds of people. */
function decimalsOf(number: number): number {
  const [, fraction = '', exponent = '0'] = /^-?\d+(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(number)) ?? [];
  return Math.min(20, Math.max(0, fraction.length - Number(exponent)));
}

function conditionText(condition: Condition): string {
  if ('fact' in condition) return leafText(condition);
  if ('condition' in condition) return `the condition ${condition.condition}`;
  const parts = partsOfCondition(condition).map(({ part }) => conditionText(part));
  if ('not' in condition) return `not (${parts.join('')})`;
  return `(${parts.join('all' in condition ? ' and ' : ' or ')})`;
}
