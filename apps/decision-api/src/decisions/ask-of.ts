import { instantMs, type Ask, type Checked, type Fault, type JsonObject, type JsonValue, type Policy } from '@gavel/engine';
import { bodyHashOf } from './canonical-json.js';
import { decisionIdAt } from './decision-id.js';

/** What came in over HTTP. */
export interface Incoming {
  readonly body: JsonValue | undefined;
  /** The header Idempotency-Key, where it was sent. */
  readonly idempotencyKey: string | undefined;
  /** Epoch milliseconds. */
  readonly receivedAtMs: number;
}

/** Clocks differ; a request further in the future than this is a mistake. */
const MAX_AHEAD_MS = 5 * 60_000;
/** No request is older than this: what is, is a date that went wrong, and would lie outside of every window without a word. */
const EARLIEST_MS = Date.parse('2000-01-01T00:00:00Z');
const MAX_KEY_LENGTH = 200;

/** The question that a body asks, or everything that is wrong with it. Here and nowhere else id and time enter a decision. */
export function askOf(policy: Policy, incoming: Incoming): Checked<Ask> {
  const { body, idempotencyKey, receivedAtMs } = incoming;
  if (body === undefined)
    return { ok: false, faults: [{ pointer: '', message: 'The request has no body.', mend: 'Send the request as JSON.' }] };
  const { fields, name } = policy.flow;
  const checked = policy.parseRequest(body);
  const eventTimeMs = timeIn(body, fields.eventTime);
  const faults = [
    ...(checked.ok ? [] : checked.faults),
    ...timeFaults(eventTimeMs, fields.eventTime, receivedAtMs, checked),
    ...keyFaults(idempotencyKey),
  ];
  if (!checked.ok || eventTimeMs === undefined || faults.length > 0) return { ok: false, faults };
  const request = checked.value;
  const ask: Ask = {
    decisionId: decisionIdAt(receivedAtMs),
    flow: name,
    request,
    eventTimeMs,
    receivedAtMs,
    idempotencyKey: idempotencyKey ?? textOf(request, fields.requestId),
    bodyHash: bodyHashOf(request),
  };
  return { ok: true, value: ask };
}

/** The time in a field of a body, epoch milliseconds. Undefined where there is no text: then the schema has said so. NaN where the text is no time. */
export function timeIn(body: JsonValue, field: string): number | undefined {
  const value = typeof body === 'object' && body !== null && Object.hasOwn(body, field) ? Reflect.get(body, field) : undefined;
  return typeof value === 'string' ? instantMs(value) : undefined;
}

/** What is wrong with the time of an event, beyond what the schema says of it already. */
export function timeFaults(eventTimeMs: number | undefined, field: string, nowMs: number, checked: Checked<unknown>): Fault[] {
  const pointer = `/${field}`;
  if (eventTimeMs === undefined || (!checked.ok && checked.faults.some((fault) => fault.pointer === pointer))) return [];
  if (Number.isNaN(eventTimeMs))
    return [{ pointer, message: 'This is not a point in time.', mend: 'Write it as 2026-05-04T13:37:00+02:00.' }];
  if (eventTimeMs < EARLIEST_MS)
    return [
      { pointer, message: 'This is before the year 2000.', mend: 'Check how the date is written: seconds and milliseconds, year and day.' },
    ];
  if (eventTimeMs <= nowMs + MAX_AHEAD_MS) return [];
  const now = new Date(nowMs).toISOString();
  return [
    { pointer, message: `This is more than five minutes in the future; here it is ${now}.`, mend: 'Check the clock and the offset.' },
  ];
}

function keyFaults(key: string | undefined): Fault[] {
  if (key === undefined || (key.length <= MAX_KEY_LENGTH && /^[!-~]+$/.test(key))) return [];
  const message = `The header Idempotency-Key must have 1 to ${MAX_KEY_LENGTH} visible ASCII characters.`;
  return [
    {
      pointer: '',
      subject: 'Idempotency-Key',
      message,
      mend: 'Send a UUID, or leave the header out: then the id of the request is the key.',
    },
  ];
}

function textOf(request: JsonObject, field: string): string {
  const value = request[field];
  if (typeof value !== 'string') throw new Error(`the request field ${field} is not text, though the policy was checked for that`);
  return value;
}
