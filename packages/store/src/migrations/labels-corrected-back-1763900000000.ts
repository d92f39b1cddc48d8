import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `overrules`: the `seq` of the label that counted before, 0 of the first. In the key it lets a label come again once another one has
 * overruled it, and still makes one of two that say the same at the same time.
 */
const UP = [
  'ALTER TABLE labels ADD COLUMN overrules bigint NOT NULL DEFAULT 0',
  'ALTER TABLE labels DROP CONSTRAINT labels_pkey',
  'ALTER TABLE labels ADD CONSTRAINT labels_pkey PRIMARY KEY (decision_id, label, occurred_at, source, overrules)',
];

/** The key of before has no room for a label that came again. */
const DOWN = [
  `DELETE FROM labels AS again USING labels AS first
   WHERE (again.decision_id, again.label, again.occurred_at, again.source) = (first.decision_id, first.label, first.occurred_at, first.source)
     AND again.seq > first.seq`,
  'ALTER TABLE labels DROP CONSTRAINT labels_pkey',
  'ALTER TABLE labels DROP COLUMN overrules',
  'ALTER TABLE labels ADD CONSTRAINT labels_pkey PRIMARY KEY (decision_id, label, occurred_at, source)',
];

/** A label that was overruled may be given again. */
export class LabelsCorrectedBack1763900000000 implements MigrationInterface {
  readonly name = 'LabelsCorrectedBack1763900000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
