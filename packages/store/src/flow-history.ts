import type { HistoryEntry, HistoryPosition, PlacedEntry } from '@gavel/engine';
import type { JsonObject, Label } from '@gavel/engine/contract';
import type { Connections } from './connections.js';

const PAGE_ROWS = 1000;

/** Everything after ($2, $3) up to the sequence $5 in the order of arrival; what has no sequence in the order of appends. */
const PAGE = 'AND (sequence, seq) > ($2::bigint, $3::bigint) AND sequence <= $5::bigint ORDER BY sequence, seq LIMIT $4';

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

/** Before everything. */
const NOTHING: HistoryPosition = { sequence: 0, unplaced: {} };
const MOST = '9223372036854775807';

/** In this order where sequences are the same: a label comes after its decision. */
const STREAMS = [
  ['decision', DECISIONS],
  ['event', EVENTS],
  ['label', LABELS],
] as const;

/** All that arrived in a flow, page by page: no cursor and no snapshot is held while the caller works. */
export async function* flowHistory(connections: Connections, timeoutMs: number, flow: string): AsyncGenerator<HistoryEntry> {
  for await (const { entry } of flowHistoryAfter(connections, timeoutMs, { flow, after: NOTHING })) yield entry;
}

/** The same from a position on. */
export async function* flowHistoryAfter(
  connections: Connections,
  timeoutMs: number,
  { flow, after }: { readonly flow: string; readonly after: HistoryPosition },
): AsyncGenerator<PlacedEntry> {
  const pageOf =
    (sql: string): PageOf =>
    ({ sequence, seq }, upTo) =>
      connections.run(timeoutMs, (runner) => runner.query(sql, [flow, sequence, seq, PAGE_ROWS, upTo]));
  let position = after;
  for await (const { entry, seq } of merged(STREAMS.map(([what, sql]) => entries(after, what, pageOf(sql))))) {
    position =
      entry.sequence === 0
        ? { ...position, unplaced: { ...position.unplaced, [entry.what]: seq } }
        : { ...position, sequence: entry.sequence };
    yield { entry, position };
  }
}

/** An entry and the number of its row. */
interface NumberedEntry {
  readonly entry: HistoryEntry;
  readonly seq: number;
}

/** The next rows after a place, up to a sequence. */
type PageOf = (after: Placed, upTo: string) => Promise<readonly Row[]>;

/** First what has no sequence, then what has one. */
async function* entries(after: HistoryPosition, what: HistoryEntry['what'], pageOf: PageOf): AsyncGenerator<NumberedEntry> {
  yield* span(pageOf, { sequence: '0', seq: String(after.unplaced[what] ?? 0) }, '0');
  yield* span(pageOf, { sequence: String(after.sequence), seq: MOST }, MOST);
}

async function* span(pageOf: PageOf, from: Placed, upTo: string): AsyncGenerator<NumberedEntry> {
  let after = from;
  for (;;) {
    const page = await pageOf(after, upTo);
    for (const row of page) yield { entry: entryOf(row), seq: Number(row.seq) };
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
async function* merged(streams: readonly AsyncGenerator<NumberedEntry>[]): AsyncGenerator<NumberedEntry> {
  const heads = await Promise.all(streams.map((stream) => stream.next()));
  for (;;) {
    let first = -1;
    let least = Infinity;
    for (const [index, head] of heads.entries()) {
      if (head.done === true || head.value.entry.sequence >= least) continue;
      least = head.value.entry.sequence;
      first = index;
    }
    const head = heads[first];
    const stream = streams[first];
    if (head === undefined || head.done === true || stream === undefined) return;
    yield head.value;
    heads[first] = await stream.next();
  }
}
