import type { DecisionRecord } from '@gavel/engine';
import { z } from 'zod';

const outcome = z.enum(['pass', 'review', 'block']);

/** What a caller gets. */
export const answerSchema = z.object({
  decisionId: z.uuid().describe('Look it up with GET /v1/decisions/{id}.'),
  flow: z.string(),
  outcome,
  reasons: z
    .array(
      z.object({
        code: z.string(),
        text: z.string(),
        source: z.enum(['rule', 'score', 'unknown', 'fallback']),
        rule: z.string().optional(),
      }),
    )
    .describe('Why; those that decided come first.'),
  score: z.number().min(0).max(1).nullable().describe('Calibrated probability; null when there is none.'),
  model: z
    .object({ name: z.string(), version: z.string(), role: z.enum(['champion', 'canary']) })
    .nullable()
    .describe('The model version that decides, also where it gave no score in time; null for a flow without a model.'),
  policy: z.string().describe('SHA-256 of the flow’s files that decided.'),
  degraded: z.array(z.string()).describe('What the answer had to do without, for example `model:timeout`.'),
  durable: z.boolean().describe('The record was committed before this answer was given.'),
  replayed: z.boolean().describe('This key was answered before: here is that answer again, and nothing was counted.'),
  latencyMs: z.number().describe('Milliseconds from the parsed request to the answer.'),
});
export type Answer = z.infer<typeof answerSchema>;

/** The answer that a record stands for. */
export function answerOf(record: DecisionRecord, given: { readonly replayed: boolean; readonly latencyMs: number }): Answer {
  const { ask, verdict, policy, facts } = record;
  return {
    decisionId: ask.decisionId,
    flow: ask.flow,
    outcome: verdict.outcome,
    reasons: verdict.reasons.map(({ code, text, source, rule }) => ({ code, text, source, ...(rule === undefined ? {} : { rule }) })),
    score: verdict.score ?? null,
    model: modelOf(record),
    policy,
    degraded: [...facts.degraded],
    // An answer is only made of a record whose append has resolved.
    durable: true,
    replayed: given.replayed,
    latencyMs: Math.round(given.latencyMs * 1000) / 1000,
  };
}

/** A candidate that gives no score must not vanish from the answers: who was to decide is told also without one. */
function modelOf({ model, assignment, facts }: DecisionRecord): Answer['model'] {
  const { version, role } = assignment;
  if (version === undefined) return null;
  const lacking = facts.missing.find(({ fact }) => fact.startsWith('score:') && fact.endsWith(`@${version}`));
  const name = model?.name ?? lacking?.fact.slice('score:'.length, -version.length - 1);
  return name === undefined ? null : { name, version, role };
}
