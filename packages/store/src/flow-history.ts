import type { HistoryEntry } from '@gavel/engine';
import type { JsonObject, Label } from '@gavel/engine/contract';
import type { Connections } from './connections.js';

const PAGE_ROWS = 1000;

/** Everything after ($2, $3) in the order of arrival; what has no sequence in the order of appends. */
const PAGE = 'AND (sequence, seq) > ($2::bigint, $3::bigint) ORDER BY sequence, seq LIMIT $4';

const DECISIONS = `
SELECT 'decision' AS what, sequence, seq, decision_id AS "decisionId", record #> '{ask,request}' AS request, (record #>> '{ask,eventTimeMs}')::float8 AS "eventTimeMs"
FROM decisions WHERE flow = $1 ${PAGE}`;

const EVENTS = `
SELECT 'event' AS what, sequence, seq, kind, event_id AS "eventId", event, (extract(epoch FROM event_time) * 1000)::float8 AS "eventTimeMs"
FROM events WHERE flow = $1 ${PAGE}`;

/** Labels are few beside decisions, and those of other flows among them are passed over. */
const LABELS = `
SELECT 'label' AS what, labels.sequence, labels.seq, labels.decision_id AS "decisionId", label, occurred_at AS "occurredAt", source,
  record #> '{ask,request}' AS request, (record #>> '{ask,eventTimeMs}')::float8 AS "eventTimeMs"
FROM labels JOIN decisions USING (decision_id) WHERE flow = $1
${PAGE.replaceAll(/\b(sequence|seq)\b/g, 'labels.$1')}`;

/** Both are bigints: in digits. */
interface Placed {
  readonly sequence: string;
  readonly seq: string;
}

interface Decided extends Placed {
  readonly decisionId: string;
  readonly request: JsonObject;
  readonly eventTimeMs: number;
}

type Row =
  | (Decided & { readonly what: 'decision' })
  | (Decided & Pick<Label, 'label' | 'source'> & { readonly what: 'label'; readonly occurredAt: Date })
  | (Placed & {
      readonly what: 'event';
      readonly kind: string;
      readonly eventId: string;
      readonly event: JsonObject;
      readonly eventTimeMs: number;
    });

/** All that arrived in a flow, page by page: no cursor and no snapshot is held while the caller works. */
export function flowHistory(connections: Connections, timeoutMs: number, flow: string): AsyncGenerator<HistoryEntry> {
  const page = (sql: string, { sequence, seq }: Placed): Promise<readonly Row[]> =>
    connections.run(timeoutMs, (runner) => runner.query(sql, [flow, sequence, seq, PAGE_ROWS]));
  // In this order where sequences are the same: a label comes after its decision.
  return merged([DECISIONS, EVENTS, LABELS].map((sql) => entries((after) => page(sql, after))));
}

async function* entries(pageAfter: (after: Placed) => Promise<readonly Row[]>): AsyncGenerator<HistoryEntry> {
  let after: Placed = { sequence: '-1', seq: '0' };
  for (;;) {
    const page = await pageAfter(after);
    yield* page.map(entryOf);
    if (page.length < PAGE_ROWS) return;
    after = page.at(-1) ?? after;
  }
}

function entryOf(row: Row): HistoryEntry {
  const { eventTimeMs } = row;
  const sequence = Number(row.sequence);
  if (row.what === 'event') {
    const { what, kind, eventId, event } = row;
    return { what, kind, eventId, event, eventTimeMs, sequence };
  }
  const { decisionId, request } = row;
  if (row.what === 'decision') return { what: row.what, decisionId, request, eventTimeMs, sequence };
  const { label, occurredAt, source } = row;
  return { what: row.what, label: { decisionId, label, occurredAt: occurredAt.toISOString(), source }, request, eventTimeMs, sequence };
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
