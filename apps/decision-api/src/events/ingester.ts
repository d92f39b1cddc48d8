import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  ingestedEvent,
  type AppendedEvent,
  type Counters,
  type EventKind,
  type EventLog,
  type Fault,
  type IngestedEvent,
  type JsonObject,
  type JsonValue,
  type Policy,
} from '@gavel/engine';
import { z } from 'zod';
import type { Clock } from '../app/clock.js';
import { timeFaults, timeIn } from '../decisions/ask-of.js';
import { bodyHashOf } from '../decisions/canonical-json.js';
import type { Metrics } from '../metrics/metrics.js';
import { envelopeOf, inItem, itemsOf, type NdjsonBody, type SentItem } from './event-batch.js';

/** Checking an event takes some microseconds; decisions must not wait for a thousand of them. */
const ITEMS_A_TURN = 50;
const MAX_ID_LENGTH = 200;

const faultSchema = z.object({
  pointer: z.string(),
  line: z.int().optional(),
  message: z.string(),
  mend: z.string().optional(),
});

/** What is answered for a batch. */
export const ingestAnswerSchema = z.object({
  kept: z.int().describe('Events that are new, kept and counted.'),
  replayed: z.int().describe('Events that were here before: nothing was counted again.'),
  refused: z.int().describe('Events that were not kept; their results say why.'),
  results: z
    .array(
      z.object({
        index: z.int(),
        status: z.enum(['kept', 'replayed', 'refused']),
        eventId: z.string().optional(),
        faults: z.array(faultSchema).optional(),
      }),
    )
    .describe('One for each event, in their order.'),
});
export type IngestAnswer = z.infer<typeof ingestAnswerSchema>;
type ItemResult = IngestAnswer['results'][number];

export interface IngesterParts {
  readonly policies: { get(flow: string): { readonly policy: Policy } | undefined };
  readonly counters: Pick<Counters, 'add'>;
  readonly log: EventLog;
  readonly metrics: Pick<Metrics, 'ingested'>;
  readonly clock: Clock;
}

/** An event that fits its kind, and what it counts for. */
interface GoodEvent {
  readonly at: SentItem['at'];
  readonly kind: EventKind;
  readonly policy: Policy;
  readonly event: IngestedEvent;
}

/** Takes in events that feed features: checked, counted, and durable before they are acknowledged. */
export class Ingester {
  constructor(private readonly parts: IngesterParts) {}

  /** Rejects with a problem for a body that is no batch, and where events cannot be kept; each single event has its own result. */
  async ingest(body: JsonValue | NdjsonBody | undefined): Promise<IngestAnswer> {
    const items = itemsOf(body);
    const results: ItemResult[] = [];
    const good: GoodEvent[] = [];
    for (const [position, item] of items.entries()) {
      if (position % ITEMS_A_TURN === ITEMS_A_TURN - 1) await nextTurn();
      const checked = this.check(item);
      if ('faults' in checked) results.push({ index: item.at.index, status: 'refused', faults: [...checked.faults] });
      else good.push(checked);
    }
    results.push(...(await this.keep(good)));
    const count = (status: ItemResult['status']): number => results.filter((result) => result.status === status).length;
    return {
      kept: count('kept'),
      replayed: count('replayed'),
      refused: count('refused'),
      results: results.toSorted((a, b) => a.index - b.index),
    };
  }

  private check(item: SentItem): GoodEvent | { readonly faults: readonly Fault[] } {
    const { at } = item;
    const envelope = envelopeOf(item);
    if (!envelope.ok) return { faults: envelope.faults };
    const { flow, kind: kindName, event } = envelope.value;
    const policy = this.parts.policies.get(flow)?.policy;
    const kind = policy?.events.get(kindName);
    if (policy === undefined) return refuse(at, { pointer: '/flow', message: `There is no flow ${JSON.stringify(flow)}.` });
    if (kind === undefined) return refuse(at, unknownKind(policy, kindName));
    const { id, eventTime } = kind.definition.fields;
    const receivedAtMs = this.parts.clock.wallMs();
    const parsed = kind.parse(event);
    const eventTimeMs = timeIn(event, eventTime);
    const faults = [
      ...(parsed.ok ? idFaults(parsed.value, id) : parsed.faults),
      ...timeFaults(eventTimeMs, eventTime, receivedAtMs, parsed),
    ];
    if (!parsed.ok || eventTimeMs === undefined || faults.length > 0) {
      return { faults: faults.map((fault) => inItem(at, { ...fault, pointer: `/event${fault.pointer}` })) };
    }
    const value = parsed.value;
    const bodyHash = bodyHashOf(value);
    const kept = {
      flow,
      kind: kindName,
      eventId: textOf(value, id),
      bodyHash,
      event: value,
      eventTimeMs,
      receivedAtMs,
      policy: policy.hash,
    };
    return { at, kind, policy, event: kept };
  }

  /**
   * What is new is counted first and written afterwards, as decisions are, so that its place in the order of arrival is written with it.
   * What is here already is looked up before, so that sending again counts nothing; two that come at once are told apart by the log.
   */
  private async keep(good: readonly GoodEvent[]): Promise<readonly ItemResult[]> {
    if (good.length === 0) return [];
    const standing = await this.parts.log.findEvents(good.map(({ event }) => event));
    const met = new Set<string>();
    const counted: IngestedEvent[] = [];
    for (const [position, one] of good.entries()) {
      const key = JSON.stringify([one.event.flow, one.event.kind, one.event.eventId]);
      const isNew = standing[position] === 'appended' && !met.has(key);
      met.add(key);
      counted.push(isNew ? await this.count(one) : one.event);
    }
    const appended = await this.parts.log.appendEvents(counted);
    return good.map(({ at, event }, position) => this.resultOf(at, event, appended[position] ?? 'conflict'));
  }

  /** Where it cannot be counted it is kept all the same: it is counted when history is rebuilt. */
  private async count({ policy, kind, event }: GoodEvent): Promise<IngestedEvent> {
    const sequence = await this.parts.counters.add(event.flow, ingestedEvent(policy.catalogue, kind, event)).catch(() => undefined);
    return typeof sequence === 'number' ? { ...event, sequence } : event;
  }

  private resultOf(at: SentItem['at'], { flow, kind, eventId }: IngestedEvent, appended: AppendedEvent): ItemResult {
    this.parts.metrics.ingested({ flow, kind }, appended);
    if (appended !== 'conflict') return { index: at.index, status: appended === 'appended' ? 'kept' : 'replayed', eventId };
    const message = `The id ${JSON.stringify(eventId)} was used before for another event of this kind.`;
    return {
      index: at.index,
      status: 'refused',
      eventId,
      faults: [inItem(at, { pointer: '/event', message, mend: 'Give each event its own id.' })],
    };
  }
}

function refuse(at: SentItem['at'], fault: Fault): { readonly faults: readonly Fault[] } {
  return { faults: [inItem(at, fault)] };
}

function unknownKind({ events }: Policy, kind: string): Fault {
  const mend = events.size === 0 ? 'The flow takes in no events; add events/<kind>.json.' : `There is: ${[...events.keys()].join(', ')}.`;
  return { pointer: '/kind', message: `The flow has no kind of event ${JSON.stringify(kind)}.`, mend };
}

/** The schema of a checked policy says that this field is text. */
function textOf(event: JsonObject, field: string): string {
  const text = event[field];
  return typeof text === 'string' ? text : '';
}

function idFaults(event: JsonObject, field: string): readonly Fault[] {
  const { length } = textOf(event, field);
  if (length > 0 && length <= MAX_ID_LENGTH) return [];
  return [{ pointer: `/${field}`, message: `The id of an event must have 1 to ${MAX_ID_LENGTH} characters.` }];
}
