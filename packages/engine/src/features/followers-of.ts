import { isDerivedFeature, isGroupFeature, type FeatureDefinition, type WindowFeature } from '../contract/feature-file.js';
import { comparesCurrent, referencesOf } from './references-of.js';

/** What follows from a changed fact, and which of its followers cannot be known without another reading of history. */
export interface Followers {
  /** Derived features that are computed again. */
  readonly derived: ReadonlySet<string>;
  /** Windowed features that look something up by the changed fact; the record does not hold what they would say. */
  readonly unknowable: readonly string[];
}

/**
 * What follows from a fact. A window looks at other events, so this event's own amount does not move its sums, unless it includes the
 * event; its key and what it compares with come from this event, the group from its links, and its place in time from `eventTime`.
 */
export function followersOf(fact: string, definitions: readonly FeatureDefinition[], eventTime: string): Followers {
  const derived = new Set<string>();
  const unknowable = new Set<string>();
  const follows = (name: string): boolean => name === fact || derived.has(name);
  for (const definition of definitions) {
    const { name } = definition;
    if (isDerivedFeature(definition)) {
      if (referencesOf(definition).some((reference) => follows(reference.name))) derived.add(name);
      continue;
    }
    const looksUp = isGroupFeature(definition) ? definition.links.some(follows) : looksUpBy(definition, follows);
    if (name !== fact && (looksUp || fact === eventTime)) unknowable.add(name);
  }
  return { derived, unknowable: [...unknowable] };
}

function looksUpBy({ key, aggregate, of, where, includesCurrent = false }: WindowFeature, follows: (name: string) => boolean): boolean {
  const keys = typeof key === 'string' ? [key] : key;
  if (keys.some(follows)) return true;
  if (of !== undefined && follows(of) && (comparesCurrent(aggregate) || includesCurrent)) return true;
  return includesCurrent && where !== undefined && follows(where.fact);
}
