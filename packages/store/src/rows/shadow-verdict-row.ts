import type { Outcome } from '@gavel/engine/contract';
import { EntitySchema } from 'typeorm';

/** What a candidate said of a decision that another version made. */
export interface ShadowVerdictRow {
  decisionId: string;
  version: string;
  flow: string;
  status: 'judged' | 'failed';
  error: string | null;
  liveVersion: string;
  liveOutcome: Outcome;
  outcome: Outcome;
  /** Computed by the database: the candidate would have answered otherwise. */
  flipped: boolean;
  reasons: string[];
  score: number | null;
  liveScore: number | null;
  latencyMs: number;
  recordedAt: Date;
}

export const shadowVerdictRows = new EntitySchema<ShadowVerdictRow>({
  name: 'ShadowVerdict',
  tableName: 'shadow_verdicts',
  columns: {
    decisionId: { name: 'decision_id', type: 'text', primary: true, collation: 'C', primaryKeyConstraintName: 'shadow_verdicts_pkey' },
    version: { type: 'text', primary: true, collation: 'C', primaryKeyConstraintName: 'shadow_verdicts_pkey' },
    flow: { type: 'text', collation: 'C' },
    status: { type: 'text' },
    error: { type: 'text', nullable: true },
    liveVersion: { name: 'live_version', type: 'text' },
    liveOutcome: { name: 'live_outcome', type: 'text' },
    outcome: { type: 'text' },
    flipped: { type: 'boolean', insert: false, update: false },
    reasons: { type: 'jsonb' },
    score: { type: 'double precision', nullable: true },
    liveScore: { name: 'live_score', type: 'double precision', nullable: true },
    latencyMs: { name: 'latency_ms', type: 'double precision' },
    recordedAt: { name: 'recorded_at', type: 'timestamptz', default: () => 'now()' },
  },
});
