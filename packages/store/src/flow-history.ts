import type { HistoryEntry } from '@gavel/engine';
import type { JsonObject, Label } from '@gavel/engine/contract';
import type { Connections } from './connections.js';

const PAGE_ROWS = 1000;

/** Everything after ($2, $3) in the order of arrival; what has no sequence in the order of appends. */
const PAGE = 'AND (sequence, seq) > ($2::bigint, $3::bigint) ORDER BY sequence, seq LIMIT $4';

const DECISIONS = `
SELECT sequence, seq, decision_id AS "decisionId", record #> '{ask,request}' AS request, (record #>> '{ask,eventTimeMs}')::float8 AS "eventTimeMs"
FROM decisions WHERE flow = $1 ${PAGE}`;

const EVENTS = `
SELECT sequence, seq, kind, event_id AS "eventId", event, (extract(epoch FROM event_time) * 1000)::float8 AS "eventTimeMs"
FROM events WHERE flow = $1 ${PAGE}`;

/** Labels are few beside decisions, and those of other flows among them are passed over. */
const LABELS = `
SELECT labels.sequence, labels.seq, labels.decision_id AS "decisionId", label, occurred_at AS "occurredAt", source,
  record #> '{ask,request}' AS request, (record #>> '{ask,eventTimeMs}')::float8 AS "eventTimeMs"
FROM labels JOIN decisions USING (decision_id) WHERE flow = $1
${PAGE.replaceAll(/\b(sequence|seq)\b/g, 'labels.$1')}`;

/** Both are bigints: in digits. */
interface Placed {
  readonly sequence: string;
  readonly seq: string;
}

interface DecisionRow extends Placed {
  readonly decisionId: string;
  readonly request: JsonObject;
  readonly eventTimeMs: number;
}

interface EventRow extends Placed {
  readonly kind: string;
  readonly eventId: string;
  readonly event: JsonObject;
  readonly eventTimeMs: number;
}

interface LabelRow extends DecisionRow, Pick<Label, 'label' | 'source'> {
  readonly occurredAt: Date;
}

/** All that arrived in a flow, page by page: no cursor and no snapshot is held while the caller works. */
export function flowHistory(connections: Connections, timeoutMs: number, flow: string): AsyncGenerator<HistoryEntry> {
  const pages = { connections, timeoutMs, flow };
  // In this order where sequences are the same: a label comes after its decision.
  return merged([
    entries<DecisionRow>(pages, DECISIONS, ({ decisionId, request, eventTimeMs, sequence }) => ({
      what: 'decision',
      decisionId,
      request,
      eventTimeMs,
      sequence: Number(sequence),
    })),
    entries<EventRow>(pages, EVENTS, ({ kind, eventId, event, eventTimeMs, sequence }) => ({
      what: 'event',
      kind,
      eventId,
      event,
      eventTimeMs,
      sequence: Number(sequence),
    })),
    entries<LabelRow>(pages, LABELS, ({ decisionId, label, occurredAt, source, request, eventTimeMs, sequence }) => ({
      what: 'label',
      label: { decisionId, label, occurredAt: occurredAt.toISOString(), source },
      request,
      eventTimeMs,
      sequence: Number(sequence),
    })),
  ]);
}

async function* entries<R extends Placed>(
  { connections, timeoutMs, flow }: { readonly connections: Connections; readonly timeoutMs: number; readonly flow: string },
  sql: string,
  entryOf: (row: R) => HistoryEntry,
): AsyncGenerator<HistoryEntry> {
  let after: Placed = { sequence: '-1', seq: '0' };
  for (;;) {
    const values = [flow, after.sequence, after.seq, PAGE_ROWS];
    const page: readonly R[] = await connections.run(timeoutMs, (runner) => runner.query(sql, values));
    yield* page.map(entryOf);
    if (page.length < PAGE_ROWS) return;
    after = page.at(-1) ?? after;
  }
}

/** Streams that are each in the order of sequences, as one. */
async function* merged(streams: readonly AsyncGenerator<HistoryEntry>[]): AsyncGenerator<HistoryEntry> {
  const heads = await Promise.all(streams.map((stream) => stream.next()));
  for (;;) {
    let first = -1;
    let least = Infinity;
    for (const [index, head] of heads.entries()) {
      if (head.done === true || head.value.sequence >= least) continue;
      least = head.value.sequence;
      first = index;
    }
    const head = heads[first];
    const stream = streams[first];
    if (head === undefined || head.done === true || stream === undefined) return;
    yield head.value;
    heads[first] = await stream.next();
  }
}
