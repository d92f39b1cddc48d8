import type { Operand } from './checked-rule.js';
import { isJsonObject } from './is-json-object.js';
import type { FactView } from './rule-set.js';

/** Reads one operand: its value, or undefined when it is missing or not of its checked type (NaN is not a number here). */
export type FactReader = (view: FactView) => unknown;

/**
 * A reader made for the operand. Checking the type here, once per decision, lets every comparison trust its values; one arrow per
 * type keeps each of them monomorphic.
 */
export function factReader(operand: Operand): FactReader {
  const { fact, path, type } = operand;
  const names = [fact, ...path];
  if (path.length > 0) return (view) => ofType(type.kind, ownValue(view, names));
  // A plain read is several times faster than one of own properties; what a view inherits is never of a checked type.
  switch (type.kind) {
    case 'number':
      return (view) => {
        const value = view[fact];
        return typeof value === 'number' && !Number.isNaN(value) ? value : undefined;
      };
    case 'string':
      return (view) => {
        const value = view[fact];
        return typeof value === 'string' ? value : undefined;
      };
    case 'boolean':
      return (view) => {
        const value = view[fact];
        return typeof value === 'boolean' ? value : undefined;
      };
    default:
      return (view) => {
        const value = view[fact];
        return Array.isArray(value) ? value : undefined;
      };
  }
}

/** Reads one operand in the plainest way; answers as `factReader` does. */
export function readFact(operand: Operand, view: FactView): unknown {
  return ofType(operand.type.kind, ownValue(view, [operand.fact, ...operand.path]));
}

function ofType(kind: Operand['type']['kind'], value: unknown): unknown {
  if (kind === 'array') return Array.isArray(value) ? value : undefined;
  return typeof value === kind && !Number.isNaN(value) ? value : undefined;
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
