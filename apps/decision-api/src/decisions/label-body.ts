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

/** The label that a body is, or everything that is wrong with it. */
export function labelOf(decisionId: string, body: JsonValue | undefined): Checked<Label> {
  const checked = checkShape(labelSchema, { value: body ?? null });
  return checked.ok ? { ok: true, value: { decisionId, ...checked.value } } : checked;
}
