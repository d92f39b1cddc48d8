import type { Checked } from '../contract/fault.js';
import type { EventFile } from '../contract/event-file.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import type { FactTypes } from '../rules/rule-set.js';

/** One kind of event that a flow takes in, checked and compiled. */
export interface EventKind {
  readonly name: string;
  readonly definition: EventFile;
  /** Checks an event against the kind's schema: every fault with its JSON pointer. */
  readonly parse: (event: JsonValue) => Checked<JsonObject>;
  /** Types of the facts that it gives, by fact. */
  readonly facts: FactTypes;
}

/** Kinds of event by name. */
export type EventKinds = ReadonlyMap<string, EventKind>;

/** The facts of an event as a request would hold them, so that the flow's derived features and keys can be computed from it. */
export function factsOfEvent({ definition }: Pick<EventKind, 'definition'>, event: JsonObject): JsonObject {
  const facts: Record<string, JsonValue> = {};
  for (const [fact, field] of Object.entries(definition.gives)) {
    const value = Object.hasOwn(event, field) ? event[field] : undefined;
    if (value !== undefined) facts[fact] = value;
  }
  return facts;
}
