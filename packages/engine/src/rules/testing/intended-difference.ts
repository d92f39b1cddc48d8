import type { FactReference, LeafCondition } from '../../contract/condition.js';
import { WORLD, type LISTS } from '../../testing/random-world.js';
import type { FactType, FactView } from '../rule-set.js';
import { isPlace, standsIn } from './plain-operators.js';

/** Where our answers differ from json-rules-engine's, by name; docs/rules.md says how. */
export const DIFFERENCES = [
  'missing fact',
  'null fact',
  'not a number',
  'no coercion',
  'path beside an object',
  'missing reference',
  'item of another type',
  'no position',
  'not of the kind of the list',
] as const;

/** One of `DIFFERENCES`. */
export type Difference = (typeof DIFFERENCES)[number];

/** Which difference a comparison falls under on these facts; written apart from the engine, on raw conditions. */
export function differenceAt(leaf: LeafCondition, facts: FactView): Difference | undefined {
  const own = lackAt(leaf, facts, leaf.operator);
  // A fact that is not there at all is missing for everyone.
  if (isPresence(leaf)) return own === 'missing fact' ? undefined : own;
  if (own !== undefined) return own;
  if (isReference(leaf.value)) return lackAt(leaf.value, facts, leaf.operator) === undefined ? undefined : 'missing reference';
  return leaf.operator.endsWith('inList') ? listDifference(leaf, facts) : undefined;
}

/** What `isMissing` answers where it differs: whatever cannot be compared is missing. */
export function presenceOf(leaf: LeafCondition): boolean {
  const isTurned = leaf.operator.split(':').length % 2 === 0;
  return (leaf.value === true) !== isTurned;
}

/** Is it about whether a fact is there? */
export function isPresence({ operator }: LeafCondition): boolean {
  return operator.endsWith('isMissing');
}

function isReference(value: unknown): value is FactReference {
  return typeof value === 'object' && value !== null && 'fact' in value;
}

function listDifference({ fact, value }: LeafCondition, facts: FactView): Difference | undefined {
  const text = facts[fact];
  const isKnown = typeof text !== 'string' || standsIn(value as keyof typeof LISTS, text) !== undefined;
  return isKnown ? undefined : 'not of the kind of the list';
}

function lackAt({ fact, path }: FactReference, facts: FactView, operator: string): Difference | undefined {
  let type = WORLD.types.get(fact)!;
  let value = Object.hasOwn(facts, fact) ? facts[fact] : undefined;
  for (const name of path?.split('.').slice(1) ?? []) {
    if (value === undefined) return 'missing fact';
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'path beside an object';
    value = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
    if (type.kind === 'object') type = type.fields[name]!;
  }
  if (value === undefined) return 'missing fact';
  if (value === null) return 'null fact';
  if (Number.isNaN(value)) return 'not a number';
  if (operator.endsWith('withinKm') && isOf(type, value)) return isPlace(value) ? undefined : 'no position';
  return isOf(type, value) ? itemLack(type, value, operator) : 'no coercion';
}

function isOf(type: FactType, value: unknown): boolean {
  if (type.kind === 'array') return Array.isArray(value);
  return typeof value === type.kind && value !== null && !Array.isArray(value);
}

function itemLack(type: FactType, value: unknown, operator: string): Difference | undefined {
  if (type.kind !== 'array' || !Array.isArray(value) || !/(some|every)(Fact|Value):/.test(operator)) return undefined;
  const isSound = value.every((item) => type.of === undefined || (isOf(type.of, item) && !Number.isNaN(item)));
  return isSound ? undefined : 'item of another type';
}
