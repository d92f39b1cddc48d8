import { z } from 'zod';

/** A length of time as written in files: `30s`, `10m`, `24h`, `30d`. */
export const durationSchema = z.string().regex(/^[1-9]\d{0,4}[smhd]$/, 'a duration is a number and s, m, h or d: 30s, 10m, 24h, 30d');

const name = z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/, 'a feature name is camelCase, at most 64 characters');
const about = {
  name,
  type: z.enum(['number', 'string', 'boolean']),
  unit: z.string().max(30).exactOptional(),
  description: z.string().max(300),
};

/** Computed from the request alone (and, for `ratio`, from features declared before it). */
export const derivedFeatureSchema = z.discriminatedUnion('from', [
  /** Amount in minor units → major units of the flow's base currency, by the flow's `currencies` table; other currencies: missing. */
  z.strictObject({ ...about, from: z.literal('money'), amount: z.string(), currency: z.string() }),
  /** 0–23: the hour on the clock of the RFC 3339 timestamp's own offset. */
  z.strictObject({ ...about, from: z.literal('localHour'), of: z.string() }),
  /** 1 (Monday) – 7 (Sunday) by the timestamp's own offset. */
  z.strictObject({ ...about, from: z.literal('weekday'), of: z.string() }),
  /** of[0] / of[1]; a missing part or a zero divisor: missing. */
  z.strictObject({ ...about, from: z.literal('ratio'), of: z.tuple([z.string(), z.string()]) }),
  /** natural log of 1 + of; a negative value: missing. */
  z.strictObject({ ...about, from: z.literal('log1p'), of: z.string() }),
  /**
   * One figure of a list of objects in the request, such as monthly statements, of their member `member`: the one of the item `at` (0 is the
   * list's first), or over the `first` items (absent: all). A list that was not sent: missing. `count` (of items that have the member, and pass
   * `where`) and `sum` of no item are 0; `mean`, `min`, `max` and an item that is not there are missing.
   */
  z.strictObject({
    ...about,
    from: z.literal('items'),
    of: z.string(),
    member: z.string(),
    take: z.enum(['item', 'count', 'sum', 'mean', 'min', 'max']),
    /** Only of `item`. */
    at: z.int().min(0).max(999).exactOptional(),
    /** Not of `item`. */
    first: z.int().min(1).max(1000).exactOptional(),
    /** Only of `count`: what the member must be. */
    where: z
      .strictObject({
        operator: z.enum(['equal', 'notEqual', 'lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive']),
        value: z.union([z.string(), z.number(), z.boolean()]),
      })
      .exactOptional(),
  }),
]);
export type DerivedFeature = z.infer<typeof derivedFeatureSchema>;

/** A figure of a list in the request. */
export type ItemsFeature = DerivedFeature & { readonly from: 'items' };

/** What can be computed over a window. */
export const AGGREGATES = ['count', 'sum', 'mean', 'min', 'max', 'distinct', 'last', 'seen', 'sinceLast', 'distance', 'speed'] as const;
/** One of `AGGREGATES`. */
export type Aggregate = (typeof AGGREGATES)[number];

/**
 * Computed over earlier events of the same flow with the same key, in [t − window, t): strictly before the event's own time t.
 * `count`, `sum`, `distinct` of an empty window are 0; `seen` is false; the others are missing.
 * `of` names a request field or a derived feature (for `distance` and `speed`: a request field holding `{lat, lon}`).
 * `seen`: did an earlier event have the same value of `of` as this one. `sinceLast`: seconds. `distance`: km from the last position.
 * `speed`: km/h from the last position, over at least 60 s.
 */
export const windowFeatureSchema = z.strictObject({
  ...about,
  key: z.string(),
  window: durationSchema,
  aggregate: z.enum(AGGREGATES),
  of: z.string().exactOptional(),
  /** Only events for which this holds are looked at; it sees the earlier event's request fields and derived features. */
  where: z
    .strictObject({
      fact: z.string(),
      operator: z.enum(['equal', 'notEqual', 'lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive']),
      value: z.union([z.string(), z.number(), z.boolean()]),
    })
    .exactOptional(),
});
export type WindowFeature = z.infer<typeof windowFeatureSchema>;

/** One entry of the catalogue. */
export type FeatureDefinition = DerivedFeature | WindowFeature;

/** `features.json`: the flow's catalogue, in dependency order. */
export const featureFileSchema = z.strictObject({
  $schema: z.string().exactOptional(),
  features: z.array(z.union([windowFeatureSchema, derivedFeatureSchema])).max(500),
});
export type FeatureFile = z.infer<typeof featureFileSchema>;
