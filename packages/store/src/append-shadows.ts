import type { ShadowVerdict } from '@gavel/engine/contract';
import type { QueryRunner } from 'typeorm';
import type { ShadowVerdictRow } from './rows/shadow-verdict-row.js';

/** Sorted, so that two replicas that write the same verdicts never wait in a circle; the first verdict of a pair stands. */
const APPEND = `
INSERT INTO shadow_verdicts (decision_id, version, flow, status, error, live_version, live_outcome, outcome, reasons, score, live_score, latency_ms)
SELECT decision_id, version, flow, status, error, live_version, live_outcome, outcome, reasons::jsonb, score, live_score, latency_ms
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::float8[], $11::float8[], $12::float8[])
  WITH ORDINALITY AS t (decision_id, version, flow, status, error, live_version, live_outcome, outcome, reasons, score, live_score, latency_ms, position)
ORDER BY decision_id COLLATE "C", version COLLATE "C", position
ON CONFLICT DO NOTHING`;

/** Writes a batch of shadow verdicts by one commit. */
export async function appendShadows(runner: QueryRunner, batch: readonly ShadowVerdict[]): Promise<undefined[]> {
  const columns: unknown[][] = Array.from({ length: 12 }, () => []);
  for (const verdict of batch) {
    const { decisionId, version, flow, status, error, liveVersion, liveOutcome, outcome, reasons, score, liveScore, latencyMs } = verdict;
    const scores = [score ?? null, liveScore ?? null];
    const row = [
      decisionId,
      version,
      flow,
      status,
      error ?? null,
      liveVersion,
      liveOutcome,
      outcome,
      JSON.stringify(reasons),
      ...scores,
      latencyMs,
    ];
    for (const [index, value] of row.entries()) columns[index]?.push(value);
  }
  await runner.query(APPEND, columns);
  return batch.map(() => undefined);
}

/** The domain's verdict of a row. */
export function shadowVerdictOf(row: ShadowVerdictRow): ShadowVerdict {
  return {
    decisionId: row.decisionId,
    flow: row.flow,
    version: row.version,
    status: row.status,
    ...(row.error === null ? {} : { error: row.error }),
    liveVersion: row.liveVersion,
    liveOutcome: row.liveOutcome,
    outcome: row.outcome,
    reasons: row.reasons,
    ...(row.score === null ? {} : { score: row.score }),
    ...(row.liveScore === null ? {} : { liveScore: row.liveScore }),
    latencyMs: row.latencyMs,
  };
}
