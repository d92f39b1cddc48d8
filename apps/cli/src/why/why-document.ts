import { z } from 'zod';
import { OUTCOMES, type ToldDecision } from '@gavel/engine';
import { decisionDocumentSchema, type DecisionDocument } from '../replay/decision-document.js';

/** The parts of `GET /v1/decisions/{id}` that a story is told from. */
export type WhyDocument = DecisionDocument & Pick<ToldDecision, 'model'> & { readonly shadows: NonNullable<ToldDecision['shadows']> };

const aroundSchema = z.object({
  model: z.object({ name: z.string(), version: z.string(), role: z.enum(['champion', 'canary']), backend: z.string() }).exactOptional(),
  shadows: z
    .array(
      z.object({
        version: z.string(),
        status: z.enum(['judged', 'failed']),
        outcome: z.enum(OUTCOMES),
        reasons: z.array(z.string()),
        score: z.number().exactOptional(),
        error: z.string().exactOptional(),
      }),
    )
    .default([]),
});

/** Checks what the service handed out before anything is told from it. */
export const whyDocumentSchema: z.ZodType<WhyDocument> = z.intersection(decisionDocumentSchema, aroundSchema);
