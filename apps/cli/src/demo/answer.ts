import { z } from 'zod';
import { OUTCOMES } from '@gavel/engine';

/** What the demo needs of an answer of `POST /v1/flows/{flow}/decisions`. */
export const answerSchema = z.object({
  decisionId: z.string(),
  outcome: z.enum(OUTCOMES),
  reasons: z.array(z.object({ code: z.string(), text: z.string() })),
  score: z.number().nullish(),
  model: z.object({ version: z.string(), role: z.enum(['champion', 'canary']) }).nullish(),
  degraded: z.array(z.string()),
  replayed: z.boolean(),
});
export type Answer = z.infer<typeof answerSchema>;
