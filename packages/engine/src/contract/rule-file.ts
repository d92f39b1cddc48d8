import { z } from 'zod';
import type { Condition } from './condition.js';

/** What a rule asks for: an outcome, or `flag`, which adds a reason and asks for nothing. */
export const RULE_EVENT_TYPES = ['block', 'review', 'pass', 'flag'] as const;
/** One of `RULE_EVENT_TYPES`. */
export type RuleEventType = (typeof RULE_EVENT_TYPES)[number];

/** What a rule means that could not be decided because a fact was missing. */
export const UNKNOWN_MEANINGS = ['ignore', 'review', 'block'] as const;
/** One of `UNKNOWN_MEANINGS`. */
export type UnknownMeaning = (typeof UNKNOWN_MEANINGS)[number];

const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.custom<Condition>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'this must be an object of conditions, such as {"all": [ … ]}',
  ),
);

/** One rule: json-rules-engine's `{name, priority, conditions, event}`, plus who owns it. */
export const ruleSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,79}$/, 'a rule name is kebab-case, at most 80 characters'),
  description: z.string().max(500).exactOptional(),
  owner: z.string().max(100).exactOptional(),
  reviewBy: z.iso.date('a review date must be a day of the calendar, as YYYY-MM-DD').exactOptional(),
  priority: z.int().min(1).max(1_000_000).exactOptional(),
  conditions: conditionSchema,
  event: z.strictObject({
    type: z.enum(RULE_EVENT_TYPES),
    params: z.strictObject({
      /** A code of the flow's reason table. */
      reason: z.string(),
      /** Set where the rule speaks for a list: its place in the policy's precedence. */
      step: z.enum(['denyList', 'allowList']).exactOptional(),
      /** Overrides the policy's `unknownRules` for this rule. */
      whenUnknown: z.enum(UNKNOWN_MEANINGS).exactOptional(),
    }),
  }),
});
export type RuleSource = z.infer<typeof ruleSchema>;

/** `<group>.rules.json`: the rules that watch one thing, and the conditions they share. */
export const ruleFileSchema = z.strictObject({
  $schema: z.string().exactOptional(),
  description: z.string().max(1000).exactOptional(),
  conditions: z.record(z.string(), conditionSchema).exactOptional(),
  rules: z.array(ruleSchema).max(5000),
});
export type RuleFile = z.infer<typeof ruleFileSchema>;
