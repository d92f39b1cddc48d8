import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Grows each time a policy comes into force. Null: it served before that was noted, and whether it was the last nobody knows. */
const UP = ['ALTER TABLE policies ADD COLUMN served bigint', 'CREATE SEQUENCE policies_served OWNED BY policies.served'];

/** Which policy of a flow served last. */
export class PoliciesServed1763950000000 implements MigrationInterface {
  readonly name = 'PoliciesServed1763950000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE policies DROP COLUMN served');
  }
}
