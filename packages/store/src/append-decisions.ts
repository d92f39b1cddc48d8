import type { DecisionRecord } from '@gavel/engine/contract';
import type { AppendResult } from '@gavel/engine';
import type { QueryRunner } from 'typeorm';
import { LogUnavailableError } from './store-errors.js';

/** A record and its JSON text, made once: its length is what batches are measured by. */
export interface DecisionToAppend {
  readonly record: DecisionRecord;
  readonly json: string;
}

/**
 * One statement, so one commit: keys first, then the decisions of those keys that were won. Keys go in sorted, so that two
 * replicas that insert the same keys wait for each other and never in a circle.
 */
const APPEND = `
WITH input AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::float8[], $6::float8[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::bigint[])
  WITH ORDINALITY AS t (decision_id, flow, key, body_hash, event_ms, received_ms, outcome, role, policy_hash, model_name, model_version, record, sequence, position)
), won AS (
  INSERT INTO idempotency_keys (flow, key, body_hash, decision_id)
  SELECT flow, key, body_hash, decision_id FROM input ORDER BY flow COLLATE "C", key COLLATE "C"
  ON CONFLICT DO NOTHING
  RETURNING flow, key
)
INSERT INTO decisions (decision_id, flow, idempotency_key, event_time, received_at, outcome, role, policy_hash, model_name, model_version, record, sequence)
SELECT decision_id, flow, key, to_timestamp(event_ms / 1000), to_timestamp(received_ms / 1000), outcome, role, policy_hash, model_name, model_version, record::jsonb, sequence
FROM input JOIN won USING (flow, key)
ORDER BY position
RETURNING flow, idempotency_key AS key`;

/** What stands under keys that were not won. The record only where it will be the answer. */
const LOOK_UP = `
SELECT asked.position::int AS position, kept.decision_id AS "decisionId", kept.body_hash = asked.body_hash AS "isSame",
  CASE WHEN kept.body_hash = asked.body_hash THEN decisions.record END AS record
FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS asked (flow, key, body_hash, position)
JOIN idempotency_keys AS kept USING (flow, key)
JOIN decisions ON decisions.decision_id = kept.decision_id`;

interface KeyColumns {
  readonly flow: string;
  readonly key: string;
}

interface Standing {
  /** 1-based place among those asked for. */
  readonly position: number;
  readonly decisionId: string;
  readonly isSame: boolean;
  readonly record: DecisionRecord | null;
}

/**
 * Appends a batch by one commit and says what became of each record, in order. `isRetry`: an earlier try was cut off, so a key
 * that stands for the very decision we bring was won by that try.
 */
export async function appendDecisions(runner: QueryRunner, batch: readonly DecisionToAppend[], isRetry: boolean): Promise<AppendResult[]> {
  // Of two records with one key in the batch the first may win; the second is looked up after the commit, like any loser.
  const firstByKey = new Map(batch.toReversed().map((entry) => [keyOf(entry), entry]));
  const candidates = batch.filter((entry) => firstByKey.get(keyOf(entry)) === entry);
  const won: readonly KeyColumns[] = await runner.query(APPEND, columnsOf(candidates));
  const wonKeys = new Set(won.map(({ flow, key }) => JSON.stringify([flow, key])));
  const isWinner = (entry: DecisionToAppend): boolean => firstByKey.get(keyOf(entry)) === entry && wonKeys.has(keyOf(entry));
  const losers = batch.filter((entry) => !isWinner(entry));
  const lost = losers.length === 0 ? new Map<DecisionToAppend, AppendResult>() : await lookUp(runner, losers, isRetry);
  return batch.map((entry) => lost.get(entry) ?? { status: 'appended' });
}

async function lookUp(
  runner: QueryRunner,
  losers: readonly DecisionToAppend[],
  isRetry: boolean,
): Promise<Map<DecisionToAppend, AppendResult>> {
  const asks = losers.map(({ record }) => record.ask);
  const found: readonly Standing[] = await runner.query(LOOK_UP, [
    asks.map(({ flow }) => flow),
    asks.map(({ idempotencyKey }) => idempotencyKey),
    asks.map(({ bodyHash }) => bodyHash),
  ]);
  const byPosition = new Map(found.map((standing) => [standing.position, standing]));
  return new Map(losers.map((entry, index) => [entry, resultOf(entry, byPosition.get(index + 1), isRetry)]));
}

function resultOf(entry: DecisionToAppend, standing: Standing | undefined, isRetry: boolean): AppendResult {
  if (standing === undefined) throw new LogUnavailableError('down', 'a key that was taken is gone: try again');
  if (!standing.isSame) return { status: 'conflict', decisionId: standing.decisionId };
  if (isRetry && standing.decisionId === entry.record.ask.decisionId) return { status: 'appended' };
  if (standing.record === null) throw new LogUnavailableError('down', 'a record that was there is gone: try again');
  return { status: 'replayed', record: standing.record };
}

function keyOf({ record }: DecisionToAppend): string {
  return JSON.stringify([record.ask.flow, record.ask.idempotencyKey]);
}

/** The batch as one array per parameter of APPEND. */
function columnsOf(batch: readonly DecisionToAppend[]): unknown[][] {
  const columns: unknown[][] = Array.from({ length: 13 }, () => []);
  for (const { record, json } of batch) {
    const { ask, facts, verdict, assignment, policy, model } = record;
    const row = [
      ask.decisionId,
      ask.flow,
      ask.idempotencyKey,
      ask.bodyHash,
      ask.eventTimeMs,
      ask.receivedAtMs,
      verdict.outcome,
      assignment.role,
      policy,
      model?.name ?? null,
      model?.version ?? null,
      json,
      facts.sequence ?? 0,
    ];
    for (const [index, value] of row.entries()) columns[index]?.push(value);
  }
  return columns;
}
