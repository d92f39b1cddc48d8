import type { JsonValue } from '../contract/json.js';
import { isJsonObject } from '../rules/is-json-object.js';

/** A JSON value with the part at `path` replaced, or removed where `part` is undefined. The value itself stays; a path that leads nowhere changes nothing. */
export function editJson(value: JsonValue, path: readonly PropertyKey[], part: JsonValue | undefined): JsonValue {
  const [first, ...rest] = path;
  if (first === undefined) return part ?? value;
  const key = String(first);
  const edited = (member: JsonValue): JsonValue | undefined => (rest.length === 0 ? part : editJson(member, rest, part));
  if (Array.isArray(value)) {
    return value.flatMap((member: JsonValue, index): readonly JsonValue[] => {
      const next = String(index) === key ? edited(member) : member;
      return next === undefined ? [] : [next];
    });
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      const next = name === key ? edited(member) : member;
      return next === undefined ? [] : [[name, next]];
    }),
  );
}
