import { checkShape, type Checked, type JsonValue, type Label } from '@gavel/engine';
import { z } from 'zod';

/** What later proved true of a decision. */
export const labelSchema = z.strictObject({
  label: z.enum(['fraud', 'genuine', 'default', 'repaid', 'false-alarm']),
  occurredAt: z.iso
    .datetime({ offset: true, error: 'a point in time, like 2026-05-04T13:37:00+02:00' })
    .max(40)
    .describe('When it became true.'),
  source: z.string().min(1).max(100).describe('Who says so, for example `chargeback`.'),
});

/** Before any decision was ever given. */
const EARLIEST_MS = Date.parse('2000-01-01T00:00:00Z');
/** Dates are often given without a time, and clocks and days differ over the world. */
const MAX_AHEAD_MS = 24 * 3_600_000;

/** The label that a body is, or everything that is wrong with it. */
export function labelOf(decisionId: string, body: JsonValue | undefined, nowMs: number): Checked<Label> {
  const checked = checkShape(labelSchema, { value: body ?? null });
  if (!checked.ok) return checked;
  const occurredAtMs = Date.parse(checked.value.occurredAt);
  if (occurredAtMs >= EARLIEST_MS && occurredAtMs <= nowMs + MAX_AHEAD_MS) return { ok: true, value: { decisionId, ...checked.value } };
  const message = `This is not between the year 2000 and tomorrow; here it is ${new Date(nowMs).toISOString()}.`;
  return {
    ok: false,
    faults: [{ pointer: '/occurredAt', message, mend: 'Say when it became true, for example 2026-05-04T13:37:00+02:00.' }],
  };
}
