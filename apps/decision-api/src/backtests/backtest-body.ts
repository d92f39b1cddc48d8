import { checkShape, instantMs, policyFileSchema, type Checked, type Fault, type JsonValue } from '@gavel/engine';
import { z } from 'zod';
import { instantSchema } from '../http/instant-schema.js';

/** How long labels take to arrive, unless it is said. */
const LABEL_AGE_DAYS = 30;
const MAX_FILES = 500;

/** What is to be backtested: the candidate as a change to a policy that is there, and over which decisions. */
export const backtestSchema = z.strictObject({
  candidate: z
    .strictObject({
      policy: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .exactOptional()
        .describe('Hash of a policy that was ever in force, to start from; absent: the policy in force.'),
      files: z
        .record(z.string().min(1).max(200), z.string().nullable())
        .refine((files) => Object.keys(files).length <= MAX_FILES, `at most ${MAX_FILES} files`)
        .exactOptional()
        .describe('Texts of files by their path in the flow’s folder, in the place of that policy’s; null: without this file.'),
      bands: policyFileSchema.shape.bands.exactOptional().describe('Score bands in the place of those in policy.json.'),
      modelVersion: z
        .string()
        .min(1)
        .max(64)
        .exactOptional()
        .describe('Judge by the scores of this version, as the shadow recorded them; absent: by the version that decided.'),
    })
    .exactOptional(),
  from: instantSchema.exactOptional().describe('First event time.'),
  to: instantSchema.exactOptional().describe('Event time to end before.'),
  labelAgeDays: z.int().min(0).max(3650).default(LABEL_AGE_DAYS).describe('Days until labels have arrived.'),
  presumeGenuine: z.boolean().default(false).describe('Take decisions of that age without a label for genuine.'),
  amount: z
    .string()
    .min(1)
    .max(200)
    .exactOptional()
    .describe('Request field or feature that is summed up as money; absent: amountEur, or amount.'),
});
/** A body that was checked. */
export type BacktestAsk = z.infer<typeof backtestSchema>;

/** What is asked for, or everything that is wrong with it. No body asks for the policy in force over all decisions. */
export function backtestAskOf(body: JsonValue | undefined): Checked<BacktestAsk> {
  const checked = checkShape(backtestSchema, { value: body ?? {} });
  if (!checked.ok) return checked;
  const { from, to } = checked.value;
  if (from === undefined || to === undefined || instantMs(from) < instantMs(to)) return checked;
  const fault: Fault = { pointer: '/to', message: 'This is not after `from`.', mend: 'Give the earlier time as `from`.' };
  return { ok: false, faults: [fault] };
}
