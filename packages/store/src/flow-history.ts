import type { HistoryEntry, HistoryPosition, PlacedEntry } from '@gavel/engine';
import type { JsonObject, Label } from '@gavel/engine/contract';
import type { Connections } from './connections.js';

const PAGE_ROWS = 1000;

/** Everything after ($2, $3) up to the sequence $5 in the order of arrival; what has no sequence in the order of appends. */
const PAGE = 'AND (sequence, seq) > ($2::bigint, $3::bigint) AND sequence <= $5::bigint ORDER BY sequence, seq LIMIT $4';

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

/** Before everything. */
const NOTHING: HistoryPosition = { sequence: 0, unplaced: {} };
const MOST = '9223372036854775807';

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
  const pages = { connections, timeoutMs, flow, after };
  let position = after;
  // In this order where sequences are the same: a label comes after its decision.
  const streams = [
    entries<DecisionRow>({ ...pages, what: 'decision' }, DECISIONS, ({ decisionId, request, eventTimeMs, sequence }) => ({
      what: 'decision',
      decisionId,
      request,
      eventTimeMs,
      sequence: Number(sequence),
    })),
    entries<EventRow>({ ...pages, what: 'event' }, EVENTS, ({ kind, eventId, event, eventTimeMs, sequence }) => ({
      what: 'event',
      kind,
      eventId,
      event,
      eventTimeMs,
      sequence: Number(sequence),
    })),
    entries<LabelRow>({ ...pages, what: 'label' }, LABELS, ({ decisionId, label, occurredAt, source, request, eventTimeMs, sequence }) => ({
      what: 'label',
      label: { decisionId, label, occurredAt: occurredAt.toISOString(), source },
      request,
      eventTimeMs,
      sequence: Number(sequence),
    })),
  ];
  for await (const { entry, seq } of merged(streams)) {
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

interface Pages {
  readonly connections: Connections;
  readonly timeoutMs: number;
  readonly flow: string;
  readonly after: HistoryPosition;
  readonly what: HistoryEntry['what'];
}

type EntryOf<R extends Placed> = (row: R) => HistoryEntry;

/** First what has no sequence, then what has one. */
async function* entries<R extends Placed>(pages: Pages, sql: string, entryOf: EntryOf<R>): AsyncGenerator<NumberedEntry> {
  const { after, what } = pages;
  yield* span(pages, { sql, from: { sequence: '0', seq: String(after.unplaced[what] ?? 0) }, upTo: '0' }, entryOf);
  yield* span(pages, { sql, from: { sequence: String(after.sequence), seq: MOST }, upTo: MOST }, entryOf);
}

async function* span<R extends Placed>(
  { connections, timeoutMs, flow }: Pages,
  { sql, from, upTo }: { readonly sql: string; readonly from: Placed; readonly upTo: string },
  entryOf: EntryOf<R>,
): AsyncGenerator<NumberedEntry> {
  let after = from;
  for (;;) {
    const values = [flow, after.sequence, after.seq, PAGE_ROWS, upTo];
    const page: readonly R[] = await connections.run(timeoutMs, (runner) => runner.query(sql, values));
    for (const row of page) yield { entry: entryOf(row), seq: Number(row.seq) };
    if (page.length < PAGE_ROWS) return;
    after = page.at(-1) ?? after;
  }
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
