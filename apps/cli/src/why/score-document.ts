import { z } from 'zod';

/** The parts of `GET /v1/decisions/{id}/explanation` that are told. */
const explainedSchema = z.object({
  scoreValue: z.number(),
  background: z.object({ kind: z.enum(['rows', 'mean']), rows: z.number(), scoreValue: z.number() }),
  groups: z.array(
    z.object({
      name: z.string(),
      features: z.array(z.string()),
      contribution: z.number(),
      direction: z.enum(['raises', 'lowers', 'none']),
    }),
  ),
  reasons: z.array(z.object({ code: z.string(), text: z.string(), group: z.string() })),
});

/** What each group of facts added to a score. */
export type ExplainedScore = z.infer<typeof explainedSchema>;

/** Checks what the service handed out. */
export const explainedScoreSchema: z.ZodType<ExplainedScore> = explainedSchema;
