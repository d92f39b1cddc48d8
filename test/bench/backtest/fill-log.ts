import type { RecordedDecision } from '@gavel/engine';
import { Client } from 'pg';
import { inBatches } from './decision-file.js';

const INSERT = `
WITH input AS (SELECT line::jsonb AS line FROM unnest($1::text[]) AS t (line)),
kept AS (
  INSERT INTO decisions (decision_id, flow, idempotency_key, event_time, received_at, outcome, role, policy_hash, record)
  SELECT line #>> '{record,ask,decisionId}', line #>> '{record,ask,flow}', line #>> '{record,ask,idempotencyKey}',
    to_timestamp((line #>> '{record,ask,eventTimeMs}')::float8 / 1000), to_timestamp((line #>> '{record,ask,receivedAtMs}')::float8 / 1000),
    line #>> '{record,verdict,outcome}', 'champion', line #>> '{record,policy}', line -> 'record'
  FROM input
)
SELECT count(*) FROM input`;

const LABELS = `
INSERT INTO labels (decision_id, label, occurred_at, source)
SELECT line::jsonb #>> '{record,ask,decisionId}', line::jsonb #>> '{labels,0,label}', (line::jsonb #>> '{labels,0,occurredAt}')::timestamptz, 'bench'
FROM unnest($1::text[]) AS t (line)`;

/** Puts decisions into an open store's tables, as the service would have logged them; one statement for hundreds, for it is not what is measured. */
export async function fillLog(databaseUrl: string, decisions: Iterable<RecordedDecision>): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('SET synchronous_commit = off');
    for (const lines of inBatches(decisions)) {
      await client.query(INSERT, [lines]);
      await client.query(LABELS, [lines]);
    }
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}
