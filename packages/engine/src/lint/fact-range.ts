import type { FeatureDefinition } from '../contract/feature-file.js';
import type { JsonObject, JsonValue, Scalar } from '../contract/json.js';
import type { Policy } from '../policy/policy.js';
import { isJsonObject } from '../rules/is-json-object.js';

/** What values a fact can have when it is there; a member that is absent bounds nothing. */
export interface FactRange {
  readonly min?: number;
  readonly max?: number;
  readonly whole?: boolean;
  readonly values?: ReadonlySet<Scalar>;
  /** Who says so, for people. */
  readonly source: string;
}

/**
 * Ranges of all facts of which something is certain, by the path of names that leads to each (`place.lat`). Sums, means and last values
 * are left open: the events they look back on may have come under an older schema.
 */
export function factRangesOf({ flow, catalogue }: Policy): ReadonlyMap<string, FactRange> {
  const ranges = new Map<string, FactRange>();
  addSchema(ranges, flow.request, '');
  for (const feature of catalogue.definitions) {
    const range = featureRange(feature, ranges);
    if (range !== undefined) ranges.set(feature.name, range);
  }
  ranges.set('score', { min: 0, max: 1, source: 'a score is a probability' });
  return ranges;
}

const BOOLEANS: ReadonlySet<Scalar> = new Set([true, false]);

/** A schema may refer to itself; facts this deep are not looked for. */
const MAX_SCHEMA_DEPTH = 8;

function addSchema(ranges: Map<string, FactRange>, schema: JsonObject, prefix: string, depth = 0): void {
  const properties = schema['properties'];
  if (!isJsonObject(properties) || depth > MAX_SCHEMA_DEPTH) return;
  for (const [name, property] of Object.entries(properties)) {
    if (!isJsonObject(property)) continue;
    const range = schemaRange(property);
    if (range !== undefined) ranges.set(prefix + name, range);
    addSchema(ranges, property, `${prefix}${name}.`, depth + 1);
  }
}

/** What a schema says beside its keywords only narrows it further, so what is left unread is harmless. */
function schemaRange(schema: JsonObject): FactRange | undefined {
  const source = 'the request schema of flow.json';
  const values = valuesOf(schema);
  if (values !== undefined) return { values, source };
  const { type, minimum, maximum } = { type: schema['type'], minimum: schema['minimum'], maximum: schema['maximum'] };
  if (type !== 'integer' && type !== 'number') return undefined;
  return {
    ...(typeof minimum === 'number' ? { min: minimum } : {}),
    ...(typeof maximum === 'number' ? { max: maximum } : {}),
    ...(type === 'integer' ? { whole: true } : {}),
    source,
  };
}

function valuesOf(schema: JsonObject): ReadonlySet<Scalar> | undefined {
  if (Object.hasOwn(schema, 'const')) return new Set([schema['const']].filter(isScalar));
  if (Array.isArray(schema['enum'])) return new Set(schema['enum'].filter(isScalar));
  return schema['type'] === 'boolean' ? BOOLEANS : undefined;
}

function isScalar(value: JsonValue | undefined): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function featureRange(feature: FeatureDefinition, ranges: ReadonlyMap<string, FactRange>): FactRange | undefined {
  const source = `the feature ${feature.name} of features.json`;
  if (feature.default !== undefined) return undefined;
  if ('aggregate' in feature) {
    if (['count', 'distinct', 'streak'].includes(feature.aggregate)) return { min: 0, whole: true, source };
    if (['stddev', 'sinceLast', 'distance', 'speed'].includes(feature.aggregate)) return { min: 0, source };
    if (feature.aggregate === 'quantile' || feature.aggregate === 'fraudShare') return { min: 0, max: 1, source };
    return feature.type === 'boolean' ? { values: BOOLEANS, source } : undefined;
  }
  switch (feature.from) {
    case 'group':
      return feature.measure === 'fraudShare' ? { min: 0, max: 1, source } : { min: 0, whole: true, source };
    case 'isWeekend':
    case 'isBetween':
      return { values: BOOLEANS, source };
    case 'localHour':
      return { min: 0, max: 23, whole: true, source };
    case 'weekday':
      return { min: 1, max: 7, whole: true, source };
    case 'log1p':
      return { min: 0, source };
    case 'items':
      return feature.take === 'count' ? { min: 0, whole: true, source } : undefined;
    case 'money':
      // Rates are above zero, so the sign is that of the amount.
      return (ranges.get(feature.amount)?.min ?? -1) >= 0 ? { min: 0, source } : undefined;
    default:
      return undefined;
  }
}
