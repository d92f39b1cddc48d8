import { DECISION_KIND } from '../contract/event-file.js';
import type { JsonObject, Scalar } from '../contract/json.js';
import { keyOf, nodeOf, type Catalogue, type FeatureValues } from './catalogue.js';
import type { CounterEvent, Position } from './counter-read.js';
import { factOf } from './fact-of.js';
import { positionOf } from './position-of.js';
import { runSteps } from './reads-for.js';
import { scalarOf } from './scalar-of.js';

/**
 * The event of a request under the caller's own id of it. The id comes from the request and not from the decision, so that a request
 * that is asked again, or is found in the log after it was counted, counts once.
 */
export function requestEvent(catalogue: Catalogue, request: JsonObject, atMs: number): CounterEvent {
  const id = request[catalogue.requestIdField];
  return eventOf(catalogue, { id: typeof id === 'string' ? id : '', atMs, request });
}

/** What happened, as far as history keeps it. */
interface Happened {
  readonly id: string;
  readonly atMs: number;
  readonly request: JsonObject;
  /** Of event; a decision where it is left out. */
  readonly kind?: string;
  /** What the catalogue computes from the request alone, where that is known already. */
  readonly features?: FeatureValues;
}

/**
 * What history keeps of a request, or of the facts of an event of another kind: what is under keys that look at its kind. Links are
 * decisions' alone. Names always stand in the catalogue's order, so that events have few hidden classes.
 */
export function eventOf(catalogue: Catalogue, { id, atMs, request, kind = DECISION_KIND, ...known }: Happened): CounterEvent {
  const features = known.features ?? runSteps(catalogue.fromRequest, request, {}).features;
  const keys: Record<string, string> = {};
  for (const keyFields of catalogue.keys) {
    if (!keyFields.kinds.includes(kind)) continue;
    const key = keyOf(keyFields, request);
    if (key !== undefined) keys[keyFields.name] = key;
  }
  const values: Record<string, Scalar | Position> = {};
  for (const field of catalogue.valueFields) {
    const fact = factOf(field, request, features);
    const value = scalarOf(fact) ?? positionOf(fact);
    if (value !== undefined) values[field] = value;
  }
  const links = kind === DECISION_KIND ? linksOf(catalogue, request) : {};
  return { id, atMs, keys, values, texts: catalogue.textFields, ...links };
}

function linksOf({ links }: Catalogue, request: JsonObject): Pick<CounterEvent, 'links'> {
  if (links.length === 0) return {};
  const nodesOf = (fields: readonly string[]): readonly string[] =>
    fields.map((field) => nodeOf(field, request)).filter((node) => node !== undefined);
  return { links: Object.fromEntries(links.map(({ group, fields }) => [group, nodesOf(fields)])) };
}
