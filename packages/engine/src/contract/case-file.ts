import { z } from 'zod';
import type { JsonObject } from './json.js';
import { OUTCOMES } from './outcome.js';
import { eventKindSchema } from './event-file.js';
import { durationSchema } from './feature-file.js';

const patch = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'this must be a JSON object',
);

/**
 * One case. `request` and each `history` entry's `request` are merge patches (RFC 7396) on the flow's example: null removes a field.
 * A history entry happens `ago` before the case's own event time and is only counted, not judged.
 */
export const caseSchema = z.strictObject({
  name: z.string().max(120),
  history: z
    .array(
      z.strictObject({
        ago: durationSchema,
        /** Kind of event; absent: a request. Then `request` is a patch on the example of the kind. */
        kind: eventKindSchema.exactOptional(),
        request: patch.exactOptional(),
        times: z.int().min(1).max(1000).exactOptional(),
      }),
    )
    .max(200)
    .exactOptional(),
  request: patch.exactOptional(),
  /** The champion's score; null: the score is missing (the model is down); absent: 0.01. */
  score: z.number().min(0).max(1).nullable().exactOptional(),
  expect: z.strictObject({
    outcome: z.enum(OUTCOMES),
    /** The codes of the answer's reasons, in any order: exactly these. */
    reasons: z.array(z.string()),
  }),
});
export type CaseSource = z.infer<typeof caseSchema>;

/** `cases/<group>.json`. */
export const caseFileSchema = z.strictObject({ $schema: z.string().exactOptional(), cases: z.array(caseSchema).max(5000) });
export type CaseFile = z.infer<typeof caseFileSchema>;
