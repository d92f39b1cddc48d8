import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A sequence of 0: from before sequences were kept, or history could not be reached. `seq` orders those, and breaks ties. */
const UP = [
  `CREATE TABLE events (
    flow text COLLATE "C",
    kind text COLLATE "C",
    event_id text COLLATE "C",
    seq bigint GENERATED ALWAYS AS IDENTITY,
    sequence bigint NOT NULL,
    body_hash text NOT NULL,
    event_time timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    policy_hash text NOT NULL,
    event jsonb NOT NULL,
    PRIMARY KEY (flow, kind, event_id)
  )`,
  'CREATE UNIQUE INDEX events_flow_sequence ON events (flow, sequence, seq)',
  'ALTER TABLE decisions ADD COLUMN sequence bigint NOT NULL DEFAULT 0',
  'CREATE UNIQUE INDEX decisions_flow_sequence ON decisions (flow, sequence, seq)',
  'ALTER TABLE labels ADD COLUMN sequence bigint NOT NULL DEFAULT 0, ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY',
  'CREATE UNIQUE INDEX labels_sequence ON labels (sequence, seq)',
];

const DOWN = [
  'DROP TABLE events',
  'DROP INDEX decisions_flow_sequence',
  'ALTER TABLE decisions DROP COLUMN sequence',
  'DROP INDEX labels_sequence',
  'ALTER TABLE labels DROP COLUMN sequence, DROP COLUMN seq',
];

/** Events that feed features, and the order in which everything arrived. */
export class IngestedEvents1763850000000 implements MigrationInterface {
  readonly name = 'IngestedEvents1763850000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
