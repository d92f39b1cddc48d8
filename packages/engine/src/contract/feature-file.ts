import { z } from 'zod';

/** A length of time as written in files: `30s`, `10m`, `24h`, `30d`. */
export const durationSchema = z.string().regex(/^[1-9]\d{0,4}[smhd]$/, 'a duration is a number and s, m, h or d: 30s, 10m, 24h, 30d');

const name = z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/, 'a feature name is camelCase, at most 64 characters');
const scalar = z.union([z.string().max(200), z.number(), z.boolean()]);
const about = {
  name,
  type: z.enum(['number', 'string', 'boolean']),
  unit: z.string().max(30).exactOptional(),
  description: z.string().max(300),
  /** Used where there is no value: the feature is then not missing, but defaulted. Never used when history cannot be read. */
  default: scalar.exactOptional(),
  /** What it says of a request that the feature is missing, for people. */
  meaning: z.string().max(300).exactOptional(),
};
const ofClock = { of: z.string(), zone: z.string().exactOptional() };

/** Computed from the request alone, or from features declared before it. */
export const derivedFeatureSchema = z.discriminatedUnion('from', [
  /** Amount in minor units → major units of the flow's base currency, by the flow's `currencies` table; other currencies: missing. */
  z.strictObject({ ...about, from: z.literal('money'), amount: z.string(), currency: z.string() }),
  /** 0–23: the hour on the clock in `zone` (a request field that holds an IANA name), else of the RFC 3339 timestamp's own offset. */
  z.strictObject({ ...about, from: z.literal('localHour'), ...ofClock }),
  /** 1 (Monday) – 7 (Sunday), on the same clock. */
  z.strictObject({ ...about, from: z.literal('weekday'), ...ofClock }),
  /** Saturday or Sunday, on the same clock. */
  z.strictObject({ ...about, from: z.literal('isWeekend'), ...ofClock }),
  /** low ≤ of ≤ high; where low > high, outside of what lies between: hours 22 to 5. */
  z.strictObject({ ...about, from: z.literal('isBetween'), of: z.string(), low: z.number(), high: z.number() }),
  /** of[0] − of[1]; a missing part: missing. */
  z.strictObject({ ...about, from: z.literal('difference'), of: z.tuple([z.string(), z.string()]) }),
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
export const AGGREGATES = [
  'count',
  'sum',
  'mean',
  'min',
  'max',
  'stddev',
  'zScore',
  'quantile',
  'distinct',
  'last',
  'seen',
  'streak',
  'sinceLast',
  'distance',
  'speed',
  'fraudShare',
] as const;
/** One of `AGGREGATES`. */
export type Aggregate = (typeof AGGREGATES)[number];

/** One request field, or a pair of them whose values together are the key. */
const key = z.union([z.string(), z.tuple([z.string(), z.string()])]);

/**
 * Computed over other events of the same flow with the same key at times in (t − delay − window, t − delay], t = the event's own time,
 * among those that had arrived before. `count`, `sum`, `distinct`, `streak`, `fraudShare` of an empty window are 0; `seen` is false; the
 * others are missing. `of` names a request field or a derived feature (for `distance` and `speed`: a request field holding `{lat, lon}`).
 * `stddev`: of the population. `zScore`: (this value − mean) / stddev. `quantile`: share of values ≤ this one. `seen`: did one of the
 * events have the same value of `of` as this one. `streak`: how many of the last events in a row pass `where`. `sinceLast`: seconds.
 * `distance`: km from the last position. `speed`: km/h from the last position, over at least 60 s. `fraudShare`: events known to be
 * fraud / all events.
 */
export const windowFeatureSchema = z.strictObject({
  ...about,
  key,
  window: durationSchema,
  /** How long the window ends before the event: the time in which labels ripen. */
  delay: durationSchema.exactOptional(),
  /** Is the event itself one of those in the window? */
  includesCurrent: z.boolean().exactOptional(),
  /** Kinds of event that are looked at: names of files under `events/`, and `decision` for the flow's own decisions; absent: those alone. */
  events: z.array(z.string()).min(1).max(20).exactOptional(),
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

/** What can be said of a connected group. */
export const GROUP_MEASURES = ['size', 'growth', 'fraudShare'] as const;
/** One of `GROUP_MEASURES`. */
export type GroupMeasure = (typeof GROUP_MEASURES)[number];

/**
 * Of the group to which the event's first link belongs, the event itself counted. Values of the `links` fields that ever came in one
 * event are joined, and so are their groups. `size`: members. `growth`: members first met in (t − window, t]. `fraudShare`: members that
 * were in an event known to be fraud / all members. A member is any value of a link field; with `of`, only values of that field.
 */
export const groupFeatureSchema = z.strictObject({
  ...about,
  from: z.literal('group'),
  links: z.array(z.string()).min(2).max(8),
  measure: z.enum(GROUP_MEASURES),
  of: z.string().exactOptional(),
  window: durationSchema.exactOptional(),
  /** A value that came together with more distinct other values than this joins nothing further: a shared address, a test card. */
  hubLinks: z.int().min(1).max(1000),
});
export type GroupFeature = z.infer<typeof groupFeatureSchema>;

/** One entry of the catalogue. */
export type FeatureDefinition = DerivedFeature | WindowFeature | GroupFeature;

/** Is it read from history by key? */
export function isWindowFeature(definition: FeatureDefinition): definition is WindowFeature {
  return 'aggregate' in definition;
}

/** Is it read from the graph of links? */
export function isGroupFeature(definition: FeatureDefinition): definition is GroupFeature {
  return 'from' in definition && definition.from === 'group';
}

/** Is it computed from other facts? */
export function isDerivedFeature(definition: FeatureDefinition): definition is DerivedFeature {
  return !isWindowFeature(definition) && !isGroupFeature(definition);
}

/** `features.json`: the flow's catalogue, in dependency order. */
export const featureFileSchema = z.strictObject({
  $schema: z.string().exactOptional(),
  features: z.array(z.union([windowFeatureSchema, groupFeatureSchema, derivedFeatureSchema])).max(500),
});
export type FeatureFile = z.infer<typeof featureFileSchema>;
