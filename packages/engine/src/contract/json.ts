/** A JSON value as `parseStrictJson` gives it: finite numbers, no `undefined`. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object. Read members with `Object.hasOwn` or a known name, never by a name from outside alone. */
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** What a feature may be: never null, never NaN. */
export type Scalar = string | number | boolean;
