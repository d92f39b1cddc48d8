import type { Label } from '@gavel/engine/contract';
import { EntitySchema } from 'typeorm';

/** What later proved true of a decision. */
export interface LabelRow {
  decisionId: string;
  label: Label['label'];
  occurredAt: Date;
  source: string;
  /** The `seq` of the label that counted before, in digits; 0 of the first. */
  overrules: string;
  recordedAt: Date;
  /** The order of arrival among all that arrived in the flow, and of labels, in digits. */
  sequence: string;
  seq: string;
}

export const labelRows = new EntitySchema<LabelRow>({
  name: 'Label',
  tableName: 'labels',
  columns: {
    decisionId: { name: 'decision_id', type: 'text', primary: true, collation: 'C', primaryKeyConstraintName: 'labels_pkey' },
    label: { type: 'text', primary: true, collation: 'C', primaryKeyConstraintName: 'labels_pkey' },
    occurredAt: { name: 'occurred_at', type: 'timestamptz', primary: true, primaryKeyConstraintName: 'labels_pkey' },
    source: { type: 'text', primary: true, collation: 'C', primaryKeyConstraintName: 'labels_pkey' },
    overrules: { type: 'bigint', default: 0, primary: true, primaryKeyConstraintName: 'labels_pkey' },
    recordedAt: { name: 'recorded_at', type: 'timestamptz', default: () => 'now()' },
    sequence: { type: 'bigint', default: 0 },
    seq: { type: 'bigint', insert: false, update: false },
  },
  indices: [{ name: 'labels_sequence', columns: ['sequence', 'seq'], unique: true }],
});
