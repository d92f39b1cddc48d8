import { createHash } from 'node:crypto';
import type { JsonValue } from '@gavel/engine';

/** JSON with the members of every object in one order and no blanks: two bodies that say the same give the same text. */
export function canonicalJson(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.keys(value)
    .toSorted()
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name] ?? null)}`);
  return `{${members.join(',')}}`;
}

/** SHA-256 (hex) of the canonical JSON. */
export function bodyHashOf(value: JsonValue): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
