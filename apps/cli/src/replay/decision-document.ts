import { z } from 'zod';
import { OUTCOMES, type DecisionRecord, type JsonObject } from '@gavel/engine';

const jsonObject = z.custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'a JSON object');
const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** The parts of `GET /v1/decisions/{id}` that judging again needs. */
export interface DecisionDocument extends Pick<DecisionRecord, 'policy' | 'assignment'> {
  readonly ask: Pick<DecisionRecord['ask'], 'decisionId' | 'flow' | 'request'>;
  readonly facts: DecisionRecord['facts'];
  readonly verdict: Pick<DecisionRecord['verdict'], 'outcome' | 'reasons'> & { readonly score?: number };
}

/** Checks what the service handed out before anything is judged by it. */
export const decisionDocumentSchema: z.ZodType<DecisionDocument> = z.object({
  ask: z.object({ decisionId: z.string(), flow: z.string(), request: jsonObject }),
  policy: z.string(),
  assignment: z.object({
    role: z.enum(['champion', 'canary']),
    version: z.string().exactOptional(),
    shadows: z.array(z.string()),
    flags: z.object({ source: z.enum(['file', 'unleash', 'snapshot', 'none']), ageMs: z.number() }),
    notes: z.array(z.string()),
  }),
  facts: z.object({
    features: z.record(z.string(), scalar),
    scores: z.record(z.string(), z.number()),
    missing: z.array(z.object({ fact: z.string(), reason: z.string() })),
    degraded: z.array(z.string()),
  }),
  verdict: z.object({
    outcome: z.enum(OUTCOMES),
    reasons: z.array(
      z.object({
        code: z.string(),
        text: z.string(),
        source: z.enum(['rule', 'score', 'unknown', 'fallback']),
        rule: z.string().exactOptional(),
      }),
    ),
    score: z.number().exactOptional(),
  }),
});
