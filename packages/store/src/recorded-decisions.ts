import type { EventPeriod, RecordedDecision } from '@gavel/engine';
import type { DecisionRecord, Label } from '@gavel/engine/contract';
import type { QueryRunner } from 'typeorm';
import type { Connections } from './connections.js';

/** Appends looked at in one statement, whether they are wanted or not: so each statement is short, however few are wanted. */
const SPAN = 1000;

/** Event times are compared as they were asked, to the millisecond; the column keeps no less. */
const IN_PERIOD = `event_time >= COALESCE($2::timestamptz, '-infinity') AND event_time < COALESCE($3::timestamptz, 'infinity')`;

const ENDS = 'SELECT min(seq) AS first, max(seq) AS last FROM decisions WHERE flow = $1';

const COUNT = `SELECT count(*)::float8 AS count FROM decisions WHERE flow = $1 AND ${IN_PERIOD}`;

/** Labels and shadows of the whole span at once: they are looked up by their primary keys. */
const SPAN_OF_DECISIONS = `
SELECT record,
  (SELECT json_agg(json_build_object('label', label, 'occurredAt', occurred_at))
    FROM labels WHERE labels.decision_id = decisions.decision_id) AS labels,
  (SELECT json_object_agg(version, score)
    FROM shadow_verdicts WHERE shadow_verdicts.decision_id = decisions.decision_id AND score IS NOT NULL) AS "shadowScores"
FROM decisions WHERE flow = $1 AND ${IN_PERIOD} AND seq >= $4 AND seq < $5 ORDER BY seq`;

interface Row {
  readonly record: DecisionRecord;
  readonly labels: readonly Pick<Label, 'label' | 'occurredAt'>[] | null;
  readonly shadowScores: Readonly<Record<string, number>> | null;
}

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
): AsyncGenerator<readonly RecordedDecision[]> {
  const ends: readonly { first: string | null; last: string | null }[] = await connections.run(timeoutMs, (runner) =>
    runner.query(ENDS, [flow]),
  );
  const last = Number(ends[0]?.last ?? -1);
  for (let from = Number(ends[0]?.first ?? 0); from <= last; from += SPAN) {
    const values = [flow, ...endsOf(period), from, Math.min(from + SPAN, last + 1)];
    const rows: readonly Row[] = await connections.run(timeoutMs, (runner) => runner.query(SPAN_OF_DECISIONS, values));
    if (rows.length > 0) yield rows.map(recordedOf);
  }
}

function recordedOf({ record: { ask, policy, assignment, facts, verdict }, labels, shadowScores }: Row): RecordedDecision {
  return {
    record: { ask, policy, assignment, facts, verdict },
    labels: (labels ?? []).map(({ label, occurredAt }) => ({ label, occurredAt: new Date(occurredAt).toISOString() })),
    shadowScores: shadowScores ?? {},
  };
}

function endsOf({ fromMs, toMs }: EventPeriod): readonly (string | null)[] {
  return [fromMs, toMs].map((ms) => (ms === undefined ? null : new Date(ms).toISOString()));
}
