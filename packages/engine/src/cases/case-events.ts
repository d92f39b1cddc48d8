import type { CaseSource } from '../contract/case-file.js';
import type { Checked, Fault } from '../contract/fault.js';
import { instantMs } from '../contract/instant.js';
import type { JsonObject } from '../contract/json.js';
import { durationMs } from '../features/duration-ms.js';
import type { EventKind } from '../policy/event-kind.js';
import type { Policy } from '../policy/policy.js';
import { mergePatch } from './merge-patch.js';

/** A request, or an event of another kind, at its time. */
export interface CaseEvent {
  /** Unique within the case. */
  readonly id: string;
  readonly atMs: number;
  readonly request: JsonObject;
  /** Absent: a request. */
  readonly kind?: EventKind;
}

/** What happens in a case: history, oldest first, then the request that is judged. */
export interface CaseEvents {
  readonly history: readonly CaseEvent[];
  readonly judged: CaseEvent;
}

/** Writes out a case's patches and checks each request against the flow's schema. Faults point into the request they speak of. */
export function caseEvents(policy: Policy, source: CaseSource): Checked<CaseEvents> {
  const { flow, parseRequest } = policy;
  const { eventTime, requestId } = flow.fields;
  const checked = parseRequest(mergePatch(flow.example, source.request ?? {}));
  if (!checked.ok) return { ok: false, faults: told(source, 'request', checked.faults) };
  const request = checked.value;
  const atMs = instantMs(textOf(request, eventTime));
  const faults: Fault[] = [];
  const history = (source.history ?? []).flatMap((entry, index): CaseEvent[] => {
    const kind = entry.kind === undefined ? undefined : policy.events.get(entry.kind);
    if (entry.kind !== undefined && kind === undefined) {
      faults.push(...told(source, `history[${index}]`, [unknownKind(policy, entry.kind)]));
      return [];
    }
    const { example, fields, parse } = kind === undefined ? requestsOf(policy) : { ...kind.definition, parse: kind.parse };
    const pastMs = atMs - durationMs(entry.ago);
    const patched = mergePatch(example, entry.request ?? {});
    const past = { ...patched, [fields.eventTime]: timestamp(pastMs, textOf(patched, fields.eventTime)) };
    const result = parse(past);
    if (!result.ok) {
      faults.push(...told(source, `history[${index}]`, result.faults));
      return [];
    }
    return Array.from({ length: entry.times ?? 1 }, (_, time) => {
      const id = `${textOf(patched, fields.id)}~${index}~${time}`;
      return { id, atMs: pastMs, request: { ...result.value, [fields.id]: id }, ...(kind === undefined ? {} : { kind }) };
    });
  });
  if (faults.length > 0) return { ok: false, faults };
  return {
    ok: true,
    value: { history: history.toSorted((a, b) => a.atMs - b.atMs), judged: { id: textOf(request, requestId), atMs, request } },
  };
}

function requestsOf({ flow, parseRequest }: Policy) {
  return { example: flow.example, fields: { id: flow.fields.requestId, eventTime: flow.fields.eventTime }, parse: parseRequest };
}

function unknownKind({ events }: Policy, kind: string): Fault {
  const mend = events.size === 0 ? 'The flow takes in no events.' : `There is: ${[...events.keys()].join(', ')}.`;
  return { pointer: '', message: `There is no kind of event "${kind}".`, mend };
}

/** The schema of a checked policy says that these fields are strings. */
function textOf(request: JsonObject, field: string): string {
  const value = request[field];
  return typeof value === 'string' ? value : '';
}

function told(source: CaseSource, part: string, faults: readonly Fault[]): readonly Fault[] {
  return faults.map((fault) => ({ ...fault, subject: source.name, message: `In ${part}: ${fault.message}` }));
}

/** RFC 3339 on the clock of the same offset as `like`: the hour of the day is a fact. */
function timestamp(ms: number, like: string): string {
  const [, sign, hours = '0', minutes = '0'] = /([+-])(\d\d):(\d\d)$/.exec(like) ?? [];
  if (sign === undefined) return new Date(ms).toISOString();
  const offsetMs = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  return new Date(ms + offsetMs).toISOString().replace('Z', `${sign}${hours}:${minutes}`);
}
