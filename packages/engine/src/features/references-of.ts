import {
  isGroupFeature,
  isWindowFeature,
  type Aggregate,
  type DerivedFeature,
  type FeatureDefinition,
  type WindowFeature,
} from '../contract/feature-file.js';

/** What a name can stand for. `position` is an object with number `lat` and `lon`. */
export type FactKind = 'number' | 'string' | 'boolean' | 'position' | 'array' | 'object';

/** Where a fact may come from: each includes those before it. */
export const ORIGINS = ['request field', 'derived from the request', 'derived from history'] as const;
export type Origin = (typeof ORIGINS)[number];

/** A name that a definition refers to, and what may stand there. */
export interface Reference {
  /** JSON pointer inside the definition. */
  readonly at: string;
  readonly name: string;
  readonly kinds: readonly FactKind[];
  /** The furthest origin that is allowed. */
  readonly origin: Origin;
  /** What asks for it, for the message, e.g. `sum`. */
  readonly by: string;
}

const SCALARS: readonly FactKind[] = ['number', 'string', 'boolean'];

/** What `of` must be for each aggregate; absent: there must be none. */
export const OF_KINDS: Readonly<Record<Aggregate, readonly FactKind[] | undefined>> = {
  count: undefined,
  sinceLast: undefined,
  streak: undefined,
  fraudShare: undefined,
  sum: ['number'],
  mean: ['number'],
  min: ['number'],
  max: ['number'],
  stddev: ['number'],
  zScore: ['number'],
  quantile: ['number'],
  distinct: SCALARS,
  last: SCALARS,
  seen: SCALARS,
  distance: ['position'],
  speed: ['position'],
};

const COMPARING: ReadonlySet<Aggregate> = new Set(['zScore', 'quantile', 'seen', 'distance', 'speed']);

/** Does it look at the current event's own value of `of`? */
export function comparesCurrent(aggregate: Aggregate): boolean {
  return COMPARING.has(aggregate);
}

/** Every name that a definition refers to. */
export function referencesOf(definition: FeatureDefinition): readonly Reference[] {
  if (isWindowFeature(definition)) return windowReferences(definition);
  if (!isGroupFeature(definition)) return derivedReferences(definition);
  return definition.links.map((name, index) => ({
    at: `/links/${index}`,
    name,
    kinds: ['string'],
    origin: 'request field',
    by: 'a link',
  }));
}

function derivedReferences(definition: DerivedFeature): readonly Reference[] {
  const by = definition.from;
  switch (by) {
    case 'money':
      return [
        { at: '/amount', name: definition.amount, kinds: ['number'], origin: 'request field', by },
        { at: '/currency', name: definition.currency, kinds: ['string'], origin: 'request field', by },
      ];
    case 'localHour':
    case 'weekday':
    case 'isWeekend':
      return [
        { at: '/of', name: definition.of, kinds: ['string'], origin: 'request field', by },
        ...(definition.zone === undefined
          ? []
          : [{ at: '/zone', name: definition.zone, kinds: ['string'], origin: 'request field', by: 'a zone' } as const]),
      ];
    case 'items':
      return [{ at: '/of', name: definition.of, kinds: ['array'], origin: 'request field', by }];
    case 'log1p':
      return [{ at: '/of', name: definition.of, kinds: ['number'], origin: 'derived from the request', by }];
    case 'isBetween':
      return [{ at: '/of', name: definition.of, kinds: ['number'], origin: 'derived from history', by }];
    default:
      return definition.of.map((name, index) => ({ at: `/of/${index}`, name, kinds: ['number'], origin: 'derived from history', by }));
  }
}

function windowReferences({ key, aggregate, of, where }: WindowFeature): readonly Reference[] {
  const keyFields = typeof key === 'string' ? [{ at: '/key', name: key }] : key.map((name, index) => ({ at: `/key/${index}`, name }));
  const references: Reference[] = keyFields.map((at) => ({ ...at, kinds: ['string'], origin: 'request field', by: 'a key' }));
  const kinds = OF_KINDS[aggregate];
  if (of !== undefined && kinds !== undefined) {
    const origin = kinds.includes('position') ? 'request field' : 'derived from the request';
    references.push({ at: '/of', name: of, kinds, origin, by: aggregate });
  }
  if (where !== undefined)
    references.push({ at: '/where/fact', name: where.fact, kinds: SCALARS, origin: 'derived from the request', by: 'where' });
  return references;
}
