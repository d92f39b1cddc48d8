import type { EventPeriod, RecordedBatch } from '@gavel/engine';
import type { QueryRunner } from 'typeorm';
import type { Connections } from './connections.js';

/**
 * Appends looked at in one statement, whether they are wanted or not: so each statement is short, however few are wanted, and its answer
 * stays far below the gigabyte that a server can send in one value, however large each record is.
 */
const SPAN = 500;

/** Event times are compared as they were asked, to the millisecond; the column keeps no less. */
const IN_PERIOD = `event_time >= COALESCE($2::timestamptz, '-infinity') AND event_time < COALESCE($3::timestamptz, 'infinity')`;

const ENDS = 'SELECT min(seq) AS first, max(seq) AS last FROM decisions WHERE flow = $1';

const COUNT = `SELECT count(*)::float8 AS count FROM decisions WHERE flow = $1 AND ${IN_PERIOD}`;

/** What was learnt of a decision since, as text. Looked up by primary keys. */
const LABELS = `(SELECT json_agg(json_build_object('label', label,
    'occurredAt', to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY labels.seq)::text
  FROM labels WHERE labels.decision_id = decisions.decision_id)`;
const SHADOW_SCORES = `(SELECT json_object_agg(version, score)::text
  FROM shadow_verdicts WHERE shadow_verdicts.decision_id = decisions.decision_id AND score IS NOT NULL)`;

/** The lines are put together by the server: one text is read from the wire far quicker than hundreds of rows. */
const SPAN_OF_DECISIONS = `
SELECT count(*)::int AS decisions, array_agg(DISTINCT policy_hash) AS policies,
  string_agg('{"record":' || record::text || ',"labels":' || COALESCE(${LABELS}, '[]')
    || ',"shadowScores":' || COALESCE(${SHADOW_SCORES}, '{}') || '}', E'\\n' ORDER BY seq) AS lines
FROM decisions WHERE flow = $1 AND ${IN_PERIOD} AND seq >= $4 AND seq < $5`;

/** How many decisions of a flow have their event in the period. */
export async function countRecorded(runner: QueryRunner, flow: string, period: EventPeriod): Promise<number> {
  const rows: readonly { count: number }[] = await runner.query(COUNT, [flow, ...endsOf(period)]);
  return rows[0]?.count ?? 0;
}

/** Span by span along the order of appends, up to what was logged at the beginning. */
export async function* recordedDecisions(
  connections: Connections,
  timeoutMs: number,
  { flow, period }: { readonly flow: string; readonly period: EventPeriod },
): AsyncGenerator<RecordedBatch> {
  const ends: readonly { first: string | null; last: string | null }[] = await connections.run(timeoutMs, (runner) =>
    runner.query(ENDS, [flow]),
  );
  const last = Number(ends[0]?.last ?? -1);
  for (let from = Number(ends[0]?.first ?? 0); from <= last; from += SPAN) {
    const values = [flow, ...endsOf(period), from, Math.min(from + SPAN, last + 1)];
    // Without any decision the server's lines are null, and the batch is left out.
    const [batch]: readonly RecordedBatch[] = await connections.run(timeoutMs, (runner) => runner.query(SPAN_OF_DECISIONS, values));
    if (batch !== undefined && batch.decisions > 0) yield batch;
  }
}

function endsOf({ fromMs, toMs }: EventPeriod): readonly (string | null)[] {
  return [fromMs, toMs].map((ms) => (ms === undefined ? null : new Date(ms).toISOString()));
}
