import type { JsonValue } from './json.js';

/** A value taken from another fact instead of written in the rule. */
export interface FactReference {
  readonly fact: string;
  /** Own-property path inside the fact, `$.a.b`. */
  readonly path?: string;
}

/** One comparison, in json-rules-engine's own words. */
export interface LeafCondition {
  readonly fact: string;
  readonly operator: string;
  readonly value: JsonValue | FactReference;
  readonly path?: string;
  readonly name?: string;
  readonly priority?: number;
}

/** json-rules-engine's condition tree; `{condition}` refers to a shared condition of the same file. */
export type Condition =
  | LeafCondition
  | { readonly all: readonly Condition[]; readonly name?: string; readonly priority?: number }
  | { readonly any: readonly Condition[]; readonly name?: string; readonly priority?: number }
  | { readonly not: Condition; readonly name?: string; readonly priority?: number }
  | { readonly condition: string; readonly name?: string; readonly priority?: number };
