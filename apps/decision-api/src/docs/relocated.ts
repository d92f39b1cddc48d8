import type { JsonObject, JsonValue } from '@gavel/engine';

/** References inside a schema start at its own root, which here is a place inside the components. */
export function relocated(schema: JsonObject, name: string): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).flatMap(([key, value]) => (key === '$schema' ? [] : [[key, movedIn(key, value, name)]])),
  );
}

function movedIn(key: string, value: JsonValue, name: string): JsonValue {
  if (typeof value === 'string') return key === '$ref' && value.startsWith('#') ? `#/components/schemas/${name}${value.slice(1)}` : value;
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((item) => movedIn('', item, name));
  return relocated(value, name);
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
