import { z } from 'zod';
import { OUTCOMES } from './outcome.js';
import { UNKNOWN_MEANINGS } from './rule-file.js';
import type { Condition } from './condition.js';

/**
 * The steps that may decide. The first step in the policy's order that has something to say decides the outcome:
 * so the place of `allowList`, the only one that may move, says what an allow-list hit overrides, and what overrides it.
 */
export const STEPS = ['denyList', 'hardBlock', 'allowList', 'score', 'review', 'pass'] as const;
/** One of `STEPS`. */
export type Step = (typeof STEPS)[number];

/**
 * How a value stands in a list: it equals a row (`exact`, the default), begins with one (`prefix`), is an address in a network
 * (`cidr`: `10.0.0.0/8`, `2001:db8::/32`), or has first digits in a range (`range`: `400000-499999`).
 */
export const LIST_MATCHES = ['exact', 'prefix', 'cidr', 'range'] as const;
/** One of `LIST_MATCHES`. */
export type ListMatch = (typeof LIST_MATCHES)[number];

const outcome = z.enum(OUTCOMES);
const condition = z.custom<Condition>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'this must be an object of conditions, such as {"all": [ … ]}',
);

/** `policy.json`: how hits and scores become one outcome. */
export const policyFileSchema = z.strictObject({
  $schema: z.string().exactOptional(),
  /** The model whose score is merged, and the version that decides unless a flag says otherwise. */
  model: z.strictObject({ name: z.string(), champion: z.string() }).exactOptional(),
  /** Score bands, ascending; the first starts at 0. A band that asks for `pass` says nothing. */
  bands: z.array(z.strictObject({ from: z.number().min(0).max(1), outcome, reason: z.string().exactOptional() })).max(20),
  precedence: z.array(z.enum(STEPS)).length(STEPS.length),
  /** What a rule left unknown means, by what it asked for. */
  unknownRules: z.strictObject({ block: z.enum(UNKNOWN_MEANINGS), review: z.enum(UNKNOWN_MEANINGS) }),
  /** Reason given when an unknown rule is taken as review or block. */
  unknownReason: z.string(),
  /**
   * What to answer when something that should have been there is not (score, features): the first row whose conditions hold.
   * A row whose conditions are unknown is taken as holding; the last row has none.
   */
  fallback: z
    .array(z.strictObject({ name: z.string(), conditions: condition.exactOptional(), outcome, reason: z.string() }))
    .min(1)
    .max(100),
  /** Lists: rows of `file` (CSV, header `value,note`); the fact `lists` holds the names of those in which the request's `field` stands. */
  lists: z.record(
    z.string().regex(/^[a-z][a-z0-9-]{0,59}$/),
    z.strictObject({ file: z.string(), field: z.string(), match: z.enum(LIST_MATCHES).exactOptional() }),
  ),
  /**
   * How a score is explained: the model's inputs in groups that mean something to people, each with the reason given where the group
   * raises the score most. Inputs in no group are explained together, as `other`.
   */
  explanation: z
    .strictObject({
      groups: z
        .array(
          z.strictObject({
            name: z.string().regex(/^[a-z][a-zA-Z0-9-]{0,39}$/, 'a group is named by letters, digits and hyphens, at most 40'),
            features: z.array(z.string()).min(1).max(100),
            reason: z.string(),
          }),
        )
        .min(1)
        .max(10),
    })
    .exactOptional(),
  /** The reason table: code → text for people. */
  reasons: z.record(z.string().regex(/^[A-Z][A-Z0-9_]{1,59}$/), z.string().max(300)),
});
export type PolicyFile = z.infer<typeof policyFileSchema>;
