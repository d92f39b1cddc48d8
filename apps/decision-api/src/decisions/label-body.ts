import { checkShape, type Checked, type Fault, type JsonValue, type Label, type LabelTable } from '@gavel/engine';
import { z } from 'zod';

/** The shape of a label of a flow that knows these. */
export function labelSchemaOf(names: readonly string[]) {
  return z.strictObject({
    label: z.enum(names).describe('One of the labels that the decision’s flow declares.'),
    occurredAt: z.iso
      .datetime({ offset: true, error: 'a point in time, like 2026-05-04T13:37:00+02:00' })
      .max(40)
      .describe('When it became true.'),
    source: z.string().min(1).max(100).describe('Who says so, for example `chargeback` or `collections`.'),
  });
}

/** Before any decision was ever given. */
const EARLIEST_MS = Date.parse('2000-01-01T00:00:00Z');
/** Dates are often given without a time, and clocks and days differ over the world. */
const MAX_AHEAD_MS = 24 * 3_600_000;

/** What a label is checked against: the labels of the decision's flow, and the clock (epoch milliseconds). */
export interface LabelWorld {
  readonly labels: LabelTable;
  readonly nowMs: number;
}

/** The label that a body is, or everything that is wrong with it. */
export function labelOf(decisionId: string, body: JsonValue | undefined, { labels, nowMs }: LabelWorld): Checked<Label> {
  const checked = checkShape(labelSchemaOf(Object.keys(labels)), { value: body ?? null });
  if (!checked.ok) return checked;
  const faults = timeFaults(checked.value.occurredAt, nowMs);
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: { decisionId, ...checked.value } };
}

function timeFaults(occurredAt: string, nowMs: number): Fault[] {
  const occurredAtMs = Date.parse(occurredAt);
  if (occurredAtMs >= EARLIEST_MS && occurredAtMs <= nowMs + MAX_AHEAD_MS) return [];
  const message = `This is not between the year 2000 and tomorrow; here it is ${new Date(nowMs).toISOString()}.`;
  return [{ pointer: '/occurredAt', message, mend: 'Say when it became true, for example 2026-05-04T13:37:00+02:00.' }];
}
