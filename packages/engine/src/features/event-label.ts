import type { Label } from '../contract/decision.js';
import type { JsonObject } from '../contract/json.js';
import type { Catalogue } from './catalogue.js';
import type { EventLabel } from './counter-read.js';
import { requestEvent } from './event-of.js';

const POSITIVE: ReadonlySet<Label['label']> = new Set(['fraud', 'default']);

/** Does a label mark an event as what scores look for: fraud, or a loan that was not repaid? */
export function isPositiveLabel(label: Label['label']): boolean {
  return POSITIVE.has(label);
}

/** What counters are told when a label comes in for the decision on a request. */
export function labelEvent(
  catalogue: Catalogue,
  { request, eventTimeMs }: { readonly request: JsonObject; readonly eventTimeMs: number },
  label: Label['label'],
): EventLabel {
  const { id, atMs, keys, links } = requestEvent(catalogue, request, eventTimeMs);
  return { eventId: id, atMs, keys, isPositive: isPositiveLabel(label), ...(links === undefined ? {} : { links }) };
}
