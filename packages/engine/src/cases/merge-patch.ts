import type { JsonObject, JsonValue } from '../contract/json.js';
import { isJsonObject } from '../rules/is-json-object.js';

/** JSON Merge Patch (RFC 7396) of an object: null removes a member, an object is merged, anything else replaces. Neither input changes. */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const merged = new Map(Object.entries(target));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, patched(merged.get(name), value));
  }
  return Object.fromEntries(merged);
}

/** What replaces a scalar is merged into nothing, because its own nulls must not stay. */
function patched(target: JsonValue | undefined, value: JsonValue): JsonValue {
  return isJsonObject(value) ? mergePatch(isJsonObject(target) ? target : {}, value) : value;
}
