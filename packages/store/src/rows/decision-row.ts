import type { DecisionRecord } from '@gavel/engine/contract';
import { EntitySchema } from 'typeorm';

/** One logged decision: the whole record, and beside it what is searched by. */
export interface DecisionRow {
  decisionId: string;
  /** The order of appends, as the driver gives a bigint: in digits. */
  seq: string;
  /** The order of arrival, in digits; 0: not known. */
  sequence: string;
  flow: string;
  idempotencyKey: string;
  eventTime: Date;
  receivedAt: Date;
  outcome: string;
  role: string;
  policyHash: string;
  modelName: string | null;
  modelVersion: string | null;
  record: DecisionRecord;
}

/** Explicit column types throughout: nothing here rests on metadata that a build tool may not emit. */
export const decisionRows = new EntitySchema<DecisionRow>({
  name: 'Decision',
  tableName: 'decisions',
  columns: {
    decisionId: { name: 'decision_id', type: 'text', primary: true, collation: 'C', primaryKeyConstraintName: 'decisions_pkey' },
    seq: { type: 'bigint', insert: false, update: false },
    sequence: { type: 'bigint', default: 0 },
    flow: { type: 'text', collation: 'C' },
    idempotencyKey: { name: 'idempotency_key', type: 'text', collation: 'C' },
    eventTime: { name: 'event_time', type: 'timestamptz' },
    receivedAt: { name: 'received_at', type: 'timestamptz' },
    outcome: { type: 'text' },
    role: { type: 'text' },
    policyHash: { name: 'policy_hash', type: 'text' },
    modelName: { name: 'model_name', type: 'text', nullable: true },
    modelVersion: { name: 'model_version', type: 'text', nullable: true },
    record: { type: 'jsonb' },
  },
  indices: [
    { name: 'decisions_flow_seq', columns: ['flow', 'seq'], unique: true },
    { name: 'decisions_flow_sequence', columns: ['flow', 'sequence', 'seq'], unique: true },
  ],
});
