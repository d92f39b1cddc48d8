import type { Fault, JsonValue } from '@gavel/engine';
import { checkShape } from '@gavel/engine';
import { z } from 'zod';
import { Problem } from '../http/problem.js';

/** Events of one request. */
export const MAX_EVENTS = 1000;

/** One event as it is sent. */
export const sentEventSchema = z.strictObject({
  flow: z.string().max(40).describe('Whose features it feeds.'),
  kind: z.string().max(40).describe('The kind of event: a file under events/ of the flow.'),
  event: z.custom<JsonValue>((value) => value !== undefined, 'this must be an event').describe('As the schema of its kind says.'),
});

/** One item of a batch: what was sent, or what is wrong with the text of its line. */
export interface SentItem {
  /** Where it stands in the body: its index, and for NDJSON its line. */
  readonly at: { readonly index: number; readonly line?: number };
  readonly sent: { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly fault: Fault };
}

/** The lines of a body of type `application/x-ndjson`, each parsed by itself: one that is broken does not spoil the others. */
export class NdjsonBody {
  constructor(readonly items: readonly SentItem[]) {}
}

/** The items of a body, a JSON array or NDJSON. Throws a problem when it is neither, or holds none or too many. */
export function itemsOf(body: JsonValue | NdjsonBody | undefined): readonly SentItem[] {
  const items = body instanceof NdjsonBody ? body.items : arrayItems(body);
  if (items.length > 0 && items.length <= MAX_EVENTS) return items;
  const message = items.length === 0 ? 'There are no events.' : `There are ${items.length} events, more than ${MAX_EVENTS}.`;
  throw Problem.ofFaults([{ pointer: '', message, mend: `Send 1 to ${MAX_EVENTS} at once.` }]);
}

function arrayItems(body: JsonValue | undefined): readonly SentItem[] {
  if (Array.isArray(body)) return body.map((value: JsonValue, index) => ({ at: { index }, sent: { ok: true, value } }));
  const isOne = body !== null && typeof body === 'object' && 'event' in body;
  const message = isOne ? 'The body is one event, and it must be a list of events.' : 'The body must be a list of events.';
  const mend = isOne
    ? 'Put it into brackets: [{"flow": …, "kind": …, "event": …}]; or send it as a line of application/x-ndjson.'
    : 'Send a JSON array of {"flow", "kind", "event"}, or one of them a line as application/x-ndjson.';
  throw Problem.ofFaults([{ pointer: '', message, mend }]);
}

/** The envelope of an item; faults say where in the body. */
export function envelopeOf({ at, sent }: SentItem) {
  if (!sent.ok) return { ok: false as const, faults: [inItem(at, sent.fault)] };
  const checked = checkShape(sentEventSchema, { value: sent.value });
  return checked.ok ? checked : { ok: false as const, faults: checked.faults.map((fault) => inItem(at, fault)) };
}

/** A fault's place in the whole body. */
export function inItem({ index, line }: SentItem['at'], fault: Fault): Fault {
  return { ...fault, pointer: `/${index}${fault.pointer}`, ...(line === undefined ? {} : { line }) };
}
