import type { JsonObject } from '../contract/json.js';

/** Is this part of a parsed JSON text an object (and no array)? */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
