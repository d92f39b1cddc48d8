import { z } from 'zod';
import type { JsonObject } from './json.js';
import { labelTableSchema } from './label-meaning.js';

const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'this must be a JSON object',
);

/** `flow.json`: what one kind of decision is asked about. */
export const flowFileSchema = z.strictObject({
  $schema: z.string().exactOptional(),
  name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'a flow name must be lower-case letters, digits and hyphens, at most 40 characters'),
  title: z.string().max(100),
  description: z.string().max(1000),
  /** Names of the request fields that mean something to the engine; each is a required string of the request schema. */
  fields: z.strictObject({
    /** RFC 3339 date-time: the event's own time. */
    eventTime: z.string(),
    /** The caller's own id of the request: the idempotency key where no header is sent. */
    requestId: z.string(),
    /** Who keeps the same model version across a ramp. */
    stickiness: z.string(),
  }),
  /** How long scoring may take before the score is missing. */
  scoreTimeoutMs: z.int().min(1).max(10_000),
  /** What can later prove true of a decision: names of labels, and whether each is what the flow looks for. Absent: `PLAIN_LABELS`. */
  labels: labelTableSchema.exactOptional(),
  /**
   * Facts that could have been otherwise: what a counterfactual may change. Request fields (numbers, booleans, enumerations) and windowed
   * features; none by which history is looked up.
   */
  changeable: z.array(z.string()).max(50).exactOptional(),
  /** Units of the base currency per major unit of each ISO 4217 currency, and its number of decimals. */
  currencies: z
    .strictObject({
      base: z.string().length(3),
      rates: z.record(z.string().length(3), z.strictObject({ decimals: z.int().min(0).max(4), rate: z.number().positive() })),
    })
    .exactOptional(),
  /** JSON Schema 2020-12 of the request; every object in it is closed (`additionalProperties: false`). */
  request: jsonObject,
  /** A complete request that decides. */
  example: jsonObject,
});
export type FlowFile = z.infer<typeof flowFileSchema>;
