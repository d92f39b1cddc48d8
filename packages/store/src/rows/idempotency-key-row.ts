import { EntitySchema } from 'typeorm';

/** Which decision a caller's key stands for. Never partition this table by time: its unique index is what makes replicas agree. */
export interface IdempotencyKeyRow {
  flow: string;
  key: string;
  bodyHash: string;
  decisionId: string;
}

export const idempotencyKeyRows = new EntitySchema<IdempotencyKeyRow>({
  name: 'IdempotencyKey',
  tableName: 'idempotency_keys',
  columns: {
    flow: { type: 'text', primary: true, collation: 'C', primaryKeyConstraintName: 'idempotency_keys_pkey' },
    key: { type: 'text', primary: true, collation: 'C', primaryKeyConstraintName: 'idempotency_keys_pkey' },
    bodyHash: { name: 'body_hash', type: 'text' },
    decisionId: { name: 'decision_id', type: 'text', collation: 'C' },
  },
});
