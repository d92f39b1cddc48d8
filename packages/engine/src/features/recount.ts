import type { Counters, HistoryEntry } from '../ports.js';
import type { Catalogue } from './catalogue.js';
import { labelEvent } from './event-label.js';
import { requestEvent } from './event-of.js';
import { ingestedEvent } from './ingested-event.js';

/** Whose history it is. */
export interface RecountedFlow {
  readonly flow: string;
  readonly catalogue: Catalogue;
}

/**
 * Counts again what once arrived: adds a request or an event, marks an event by its label. Entries must come as the log tells them, labels
 * after their decisions. An event of a kind that the flow does not know any more feeds nothing.
 */
export async function recount(
  counters: Pick<Counters, 'add' | 'label'>,
  { flow, catalogue }: RecountedFlow,
  entry: HistoryEntry,
): Promise<void> {
  if (entry.what === 'decision') {
    await counters.add(flow, requestEvent(catalogue, entry.request, entry.eventTimeMs));
  } else if (entry.what === 'label') {
    await counters.label(flow, labelEvent(catalogue, entry, entry.label.label));
  } else {
    const kind = catalogue.events.get(entry.kind);
    if (kind !== undefined) await counters.add(flow, ingestedEvent(catalogue, kind, entry));
  }
}
