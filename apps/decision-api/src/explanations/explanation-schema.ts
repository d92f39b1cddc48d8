import { z } from 'zod';

const probability = z.number().min(0).max(1);

/** What `GET /v1/decisions/{id}/explanation` answers, for the API's description. */
export const explanationSchema = z.object({
  decisionId: z.uuid(),
  flow: z.string(),
  model: z.object({ name: z.string(), version: z.string(), digest: z.string() }),
  policy: z.string().describe('SHA-256 of the policy whose groups and reasons these are.'),
  valueFunction: z.string().describe('What the contributions mean.'),
  scoreValue: probability.describe('The recorded score.'),
  background: z
    .object({ kind: z.enum(['rows', 'mean']), rows: z.int(), scoreValue: probability })
    .describe('What the score is compared with: typical rows of the training data, or their mean.'),
  groups: z
    .array(
      z.object({
        name: z.string(),
        features: z.array(z.string()),
        contribution: z.number().describe('All of them add up to scoreValue − background.scoreValue.'),
        direction: z.enum(['raises', 'lowers', 'none']),
      }),
    )
    .describe('The largest contribution first.'),
  reasons: z
    .array(z.object({ code: z.string(), text: z.string(), group: z.string() }))
    .describe('What raises the score most, four at most.'),
});
