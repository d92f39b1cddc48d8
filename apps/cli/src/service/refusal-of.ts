import { z } from 'zod';
import { faultLine, type Fault } from '@gavel/engine';
import type { Reply } from './service-client.js';

const faultSchema: z.ZodType<Fault> = z.object({
  pointer: z.string().default(''),
  message: z.string(),
  mend: z.string().exactOptional(),
  subject: z.string().exactOptional(),
});

const problemSchema = z.object({
  type: z.string(),
  title: z.string().default(''),
  detail: z.string().default(''),
  faults: z.array(faultSchema).default([]),
});

/** A refusal in few words: its stable kind, to count by, and one line for people. */
export interface Refusal {
  readonly kind: string;
  readonly text: string;
}

/** What an answer that is not a success says: of a problem document (RFC 9457) its type's last part, title, detail and faults. */
export function refusalOf(reply: Reply): Refusal {
  const parsed = problemSchema.safeParse(reply.body);
  if (!parsed.success)
    return { kind: `http-${reply.status}`, text: `The service answered with status ${reply.status} and no explanation.` };
  const { type, title, detail, faults } = parsed.data;
  const kind = type.split(/[:/#]/).findLast((part) => part !== '') ?? `http-${reply.status}`;
  const lines = faults.length > 0 ? faults.map(faultLine).join('; ') : detail;
  return { kind, text: lines === '' ? title : `${title}: ${lines}` };
}
