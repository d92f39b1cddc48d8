import { factsOfEvent, type EventKind } from '../policy/event-kind.js';
import type { IngestedEvent } from '../ports.js';
import type { Catalogue } from './catalogue.js';
import type { CounterEvent } from './counter-read.js';
import { eventOf } from './event-of.js';

/** What history keeps of an event of a kind: under the keys of those features that look at the kind, and no others. */
export function ingestedEvent(
  catalogue: Catalogue,
  kind: EventKind,
  { eventId, event, eventTimeMs }: Pick<IngestedEvent, 'eventId' | 'event' | 'eventTimeMs'>,
): CounterEvent {
  return eventOf(catalogue, { id: `${kind.name}:${eventId}`, atMs: eventTimeMs, request: factsOfEvent(kind, event), kind: kind.name });
}
