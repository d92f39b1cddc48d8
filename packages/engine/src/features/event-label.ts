import type { Label } from '../contract/decision.js';
import { meaningOf, type LabelTable } from '../contract/label-meaning.js';
import type { JsonObject } from '../contract/json.js';
import type { Catalogue } from './catalogue.js';
import type { EventLabel } from './counter-read.js';
import { requestEvent } from './event-of.js';

/** Does a label mark an event as what the flow is there to find? A label that nobody knows any more does not. */
export function isPositiveLabel(label: Label['label'], flow: { readonly labels?: LabelTable }): boolean {
  return meaningOf(label, flow) === 'positive';
}

/** What counters are told when a label comes in for the decision on a request. */
export function labelEvent(
  catalogue: Catalogue,
  { request, eventTimeMs }: { readonly request: JsonObject; readonly eventTimeMs: number },
  label: Label['label'],
): EventLabel {
  const { id, atMs, keys, links } = requestEvent(catalogue, request, eventTimeMs);
  return { eventId: id, atMs, keys, isPositive: isPositiveLabel(label, catalogue), ...(links === undefined ? {} : { links }) };
}
