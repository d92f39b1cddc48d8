import type { Facts, MissingFact } from '../contract/decision.js';
import type { Scalar } from '../contract/json.js';
import type { DerivedFeatures } from '../features/derive-features.js';

/** What was served of the features of one decision. */
export type ServedFeatures = Pick<Facts, 'features' | 'missing' | 'defaulted'>;

/** A feature that is not what it was. Absent values were missing. */
export interface FeatureDifference {
  readonly feature: string;
  readonly served?: Scalar;
  readonly again?: Scalar;
  /** Why it was or is missing, where the record or the computation says so. */
  readonly detail?: string;
  /** Is one of the two the declared default, and the other not? */
  readonly isDefaulted: boolean;
}

/** Sums over many events may be added up in another order; that much of the value may differ. */
const RELATIVE_TOLERANCE = 1e-9;

/**
 * The features of one decision, as served and as computed again: all that differ. Numbers may differ by 1e-9 of their size (or by 1e-9
 * where they are smaller than 1), everything else by nothing. Only the names in `features` are looked at.
 */
export function compareFeatures(served: ServedFeatures, again: DerivedFeatures, features: readonly string[]): readonly FeatureDifference[] {
  return features.flatMap((feature) => {
    const before = served.features[feature];
    const now = again.features[feature];
    if (isSame(before, now)) return [];
    const detail = reasonOf(feature, served.missing) ?? reasonOf(feature, again.missing);
    return [
      {
        feature,
        ...(before === undefined ? {} : { served: before }),
        ...(now === undefined ? {} : { again: now }),
        ...(detail === undefined ? {} : { detail }),
        isDefaulted: (served.defaulted?.includes(feature) ?? false) !== again.defaulted.includes(feature),
      },
    ];
  });
}

function isSame(one: Scalar | undefined, other: Scalar | undefined): boolean {
  if (one === other) return true;
  if (typeof one !== 'number' || typeof other !== 'number') return false;
  return Math.abs(one - other) <= RELATIVE_TOLERANCE * Math.max(1, Math.abs(one), Math.abs(other));
}

function reasonOf(feature: string, missing: readonly MissingFact[]): string | undefined {
  return missing.find(({ fact }) => fact === feature)?.reason;
}
