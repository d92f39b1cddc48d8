import { positionOf } from '../features/position-of.js';
import type { Operand, OperandType } from './checked-rule.js';
import { isJsonObject } from './is-json-object.js';
import { memberSite, readMember } from './read-member.js';
import type { FactType, FactView } from './rule-set.js';

/** Where a value stands in the facts, ready to be read. */
export interface FactPlace {
  readonly name: string;
  readonly site: number;
  /** Names inside the fact, outermost first; undefined: the fact itself. */
  readonly inner: readonly { readonly name: string; readonly site: number }[] | undefined;
}

/** The place of an operand. */
export function placeOf({ fact, path }: Operand): FactPlace {
  const inner = path.map((name) => ({ name, site: memberSite(name) }));
  return { name: fact, site: memberSite(fact), inner: inner.length === 0 ? undefined : inner };
}

/**
 * What stands there, of whatever type: the caller looks at the type. What objects inherit is read too, for speed: apart from
 * `__proto__`, which no parsed text has, it is all functions, and those are of no type.
 */
export function readPlace(place: FactPlace, view: FactView): unknown {
  const value = readMember(place.site, view, place.name);
  return place.inner === undefined ? value : readInner(place.inner, value);
}

function readInner(inner: NonNullable<FactPlace['inner']>, outer: unknown): unknown {
  let value = outer;
  for (const { name, site } of inner) {
    if (!isJsonObject(value)) return undefined;
    value = readMember(site, value, name);
  }
  return value;
}

/** Reads one operand in the plainest way: its value, or undefined when it is missing or not of its checked type (NaN is not a number here). */
export function readFact(operand: Operand, view: FactView): unknown {
  return ofType(operand.type, ownValue(view, [operand.fact, ...operand.path]));
}

/** The value if it is of the type; else undefined, which stands for missing. NaN is no number here. */
export function ofType(type: OperandType, value: unknown): unknown {
  switch (type.kind) {
    case 'array':
      return Array.isArray(value) && (type.each !== true || isOfEach(type.of, value)) ? value : undefined;
    case 'object':
      return isJsonObject(value) ? value : undefined;
    case 'position':
      return positionOf(value);
    default:
      return typeof value === type.kind && !Number.isNaN(value) ? value : undefined;
  }
}

function isOfEach(type: FactType | undefined, items: readonly unknown[]): boolean {
  return items.every((item) => type === undefined || ofType(type.kind === 'array' ? { ...type, each: true } : type, item) !== undefined);
}

/** Only own properties of objects that are not arrays: `length`, `constructor` and the like are no facts. */
function ownValue(view: FactView, names: readonly string[]): unknown {
  let value: unknown = view;
  for (const name of names) {
    if (!isJsonObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}
