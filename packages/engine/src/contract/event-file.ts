import { z } from 'zod';
import type { JsonObject } from './json.js';

const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'this must be a JSON object',
);

/** The name that stands for the flow's own decisions where features name the kinds of event they look at. */
export const DECISION_KIND = 'decision';

/** What a kind of event may be called; its file is `events/<kind>.json`. */
export const eventKindSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'a kind of event is lower-case letters, digits and hyphens, at most 40 characters');

/** `events/<kind>.json`: events that feed features without asking for a decision, such as log-ins and changes of address. */
export const eventFileSchema = z.strictObject({
  $schema: z.string().exactOptional(),
  title: z.string().max(100),
  description: z.string().max(1000),
  /** Names of the event's own fields; each is a required string of its schema. */
  fields: z.strictObject({
    /** The sender's own id of the event: sent again with the same body it counts once. */
    id: z.string(),
    /** RFC 3339 date-time: when it happened. */
    eventTime: z.string(),
  }),
  /**
   * What the event gives to features: a fact's name → the event's field that holds it. A fact is a request field of the flow, of the same
   * type (so that the same keys and values are meant), or a name of its own that only features looking at this kind may use.
   */
  gives: z.record(z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/, 'a fact is camelCase, at most 64 characters'), z.string()),
  /** JSON Schema 2020-12 of the event; every object in it is closed (`additionalProperties: false`). */
  event: jsonObject,
  /** A complete event. */
  example: jsonObject,
});
export type EventFile = z.infer<typeof eventFileSchema>;
