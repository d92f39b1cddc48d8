import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Text keys are compared byte by byte (COLLATE "C"): faster, and an upgrade of the system's locales cannot corrupt their indexes. */
const TABLES = [
  `CREATE TABLE decisions (
    decision_id text COLLATE "C" PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    flow text COLLATE "C" NOT NULL,
    idempotency_key text COLLATE "C" NOT NULL,
    event_time timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('pass', 'review', 'block')),
    role text NOT NULL,
    policy_hash text NOT NULL,
    model_name text,
    model_version text,
    record jsonb NOT NULL
  )`,
  'CREATE UNIQUE INDEX decisions_flow_seq ON decisions (flow, seq)',
  `CREATE TABLE idempotency_keys (
    flow text COLLATE "C",
    key text COLLATE "C",
    body_hash text NOT NULL,
    decision_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (flow, key)
  )`,
  `CREATE TABLE shadow_verdicts (
    decision_id text COLLATE "C",
    version text COLLATE "C",
    flow text COLLATE "C" NOT NULL,
    status text NOT NULL CHECK (status IN ('judged', 'failed')),
    error text,
    live_version text NOT NULL,
    live_outcome text NOT NULL,
    outcome text NOT NULL,
    flipped boolean NOT NULL GENERATED ALWAYS AS (outcome <> live_outcome) STORED,
    reasons jsonb NOT NULL,
    score double precision,
    live_score double precision,
    latency_ms double precision NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (decision_id, version)
  )`,
  `CREATE TABLE labels (
    decision_id text COLLATE "C" REFERENCES decisions,
    label text COLLATE "C",
    occurred_at timestamptz,
    source text COLLATE "C",
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (decision_id, label, occurred_at, source)
  )`,
  `CREATE TABLE policies (
    flow text COLLATE "C",
    hash text COLLATE "C",
    files jsonb NOT NULL,
    kept_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (flow, hash)
  )`,
];

/** The decision log, who compared it, what proved true of it, and the policies it was made by. */
export class FirstTables1763800000000 implements MigrationInterface {
  readonly name = 'FirstTables1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE policies, labels, shadow_verdicts, idempotency_keys, decisions');
  }
}
