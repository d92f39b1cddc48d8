import type { FeatureDefinition } from '../contract/feature-file.js';
import { referencesOf } from './references-of.js';

/** What follows from a changed fact, and which of its followers cannot be known without another reading of history. */
export interface Followers {
  /** Derived features that are computed again. */
  readonly derived: ReadonlySet<string>;
  /** Windowed features that look something up by the changed fact; the record does not hold what they would say. */
  readonly unknowable: readonly string[];
}

/**
 * What follows from a fact. A window looks at earlier events only, so this event's own amount does not move its sums; but its key, and
 * what `seen`, `distance` and `speed` compare with, come from this event, and its place in time from `eventTime`.
 */
export function followersOf(fact: string, definitions: readonly FeatureDefinition[], eventTime: string): Followers {
  const derived = new Set<string>();
  const unknowable = new Set<string>();
  const follows = (name: string): boolean => name === fact || derived.has(name);
  for (const definition of definitions) {
    if ('from' in definition) {
      if (referencesOf(definition).some(({ name }) => follows(name))) derived.add(definition.name);
      continue;
    }
    const { key, aggregate, of, name } = definition;
    const compares = (aggregate === 'seen' || aggregate === 'distance' || aggregate === 'speed') && of !== undefined && follows(of);
    if (name !== fact && (follows(key) || compares || fact === eventTime)) unknowable.add(name);
  }
  return { derived, unknowable: [...unknowable] };
}
