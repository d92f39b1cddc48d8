import { EntitySchema } from 'typeorm';

/** The files of one policy: kept, so that every decision it made can be judged again. */
export interface PolicyRow {
  flow: string;
  hash: string;
  files: Record<string, string>;
  keptAt: Date;
  /** Grows each time a policy comes into force, in digits; null: it did so before that was noted. */
  served: string | null;
}

export const policyRows = new EntitySchema<PolicyRow>({
  name: 'Policy',
  tableName: 'policies',
  columns: {
    flow: { type: 'text', primary: true, collation: 'C', primaryKeyConstraintName: 'policies_pkey' },
    hash: { type: 'text', primary: true, collation: 'C', primaryKeyConstraintName: 'policies_pkey' },
    files: { type: 'jsonb' },
    keptAt: { name: 'kept_at', type: 'timestamptz', default: () => 'now()' },
    served: { type: 'bigint', nullable: true },
  },
});
