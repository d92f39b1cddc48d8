import { checkShape, instantMs, type Checked, type Fault, type JsonValue, type Label, type LabelTable } from '@gavel/engine';
import { z } from 'zod';
import { instantSchema } from '../http/instant-schema.js';

/** The shape of a label of a flow that knows these. */
export function labelSchemaOf(names: readonly string[]) {
  return z.strictObject({
    label: z.enum(names).describe('One of the labels that the decision’s flow declares.'),
    occurredAt: instantSchema.describe('When it became true.'),
    source: z.string().min(1).max(100).describe('Who says so, for example `chargeback` or `collections`.'),
  });
}

/** Dates are often given without a time, and clocks and days differ over the world. */
const TOLERANCE_MS = 24 * 3_600_000;

/** What a label is checked against: the labels of the decision's flow, when its event was, and the clock (epoch milliseconds). */
export interface LabelWorld {
  readonly labels: LabelTable;
  readonly eventTimeMs: number;
  readonly nowMs: number;
}

/** The label that a body is, or everything that is wrong with it. */
export function labelOf(decisionId: string, body: JsonValue | undefined, { labels, ...world }: LabelWorld): Checked<Label> {
  const checked = checkShape(labelSchemaOf(Object.keys(labels)), { value: body ?? null });
  if (!checked.ok) return checked;
  const faults = timeFaults(checked.value.occurredAt, world);
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: { decisionId, ...checked.value } };
}

/** Nothing is known of an event before it has happened. */
function timeFaults(occurredAt: string, { eventTimeMs, nowMs }: Omit<LabelWorld, 'labels'>): Fault[] {
  const occurredAtMs = instantMs(occurredAt);
  const mend = 'Say when it became true, for example 2026-05-04T13:37:00+02:00.';
  if (occurredAtMs > nowMs + TOLERANCE_MS) {
    const message = `This is more than a day ahead; here it is ${new Date(nowMs).toISOString()}.`;
    return [{ pointer: '/occurredAt', message, mend }];
  }
  if (occurredAtMs >= eventTimeMs - TOLERANCE_MS) return [];
  const message = `This is more than a day before what was decided on, which happened at ${new Date(eventTimeMs).toISOString()}.`;
  return [{ pointer: '/occurredAt', message, mend }];
}
