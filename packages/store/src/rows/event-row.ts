import type { JsonObject } from '@gavel/engine/contract';
import { EntitySchema } from 'typeorm';

/** An event that feeds features. */
export interface EventRow {
  flow: string;
  kind: string;
  eventId: string;
  /** The order of appends, in digits. */
  seq: string;
  /** The order of arrival, in digits. */
  sequence: string;
  bodyHash: string;
  eventTime: Date;
  receivedAt: Date;
  policyHash: string;
  event: JsonObject;
}

const key = { type: 'text', primary: true, collation: 'C', primaryKeyConstraintName: 'events_pkey' } as const;

export const eventRows = new EntitySchema<EventRow>({
  name: 'Event',
  tableName: 'events',
  columns: {
    flow: key,
    kind: key,
    eventId: { name: 'event_id', ...key },
    seq: { type: 'bigint', insert: false, update: false },
    sequence: { type: 'bigint' },
    bodyHash: { name: 'body_hash', type: 'text' },
    eventTime: { name: 'event_time', type: 'timestamptz' },
    receivedAt: { name: 'received_at', type: 'timestamptz' },
    policyHash: { name: 'policy_hash', type: 'text' },
    event: { type: 'jsonb' },
  },
  indices: [{ name: 'events_flow_sequence', columns: ['flow', 'sequence', 'seq'], unique: true }],
});
