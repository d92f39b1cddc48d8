import type { OperandType } from './checked-rule.js';
import type { FactType } from './rule-set.js';

/** A type in words for a message: `a number`, `an array of strings`, `an object`. */
export function describeType(type: FactType | OperandType): string {
  if (type.kind === 'array') return type.of === undefined ? 'an array' : `an array of ${type.of.kind}s`;
  return type.kind === 'object' ? 'an object' : `a ${type.kind}`;
}

/** A JSON value in words for a message, cut short: `the string "5"`, `an empty array`, `null`. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return `the ${typeof value} ${text.length > 60 ? `${text.slice(0, 57)}…` : text}`;
}
