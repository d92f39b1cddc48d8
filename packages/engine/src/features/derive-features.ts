import type { MissingFact } from '../contract/decision.js';
import type { Scalar } from '../contract/json.js';
import type { Catalogue, FeatureValues, HistoryStep } from './catalogue.js';
import { lack, runSteps, type FeatureReads, type Outcome } from './reads-for.js';

/** All features of a request: each one is either here or there. */
export interface DerivedFeatures {
  readonly features: FeatureValues;
  readonly missing: readonly MissingFact[];
  /** Those of `features` that have their declared default. */
  readonly defaulted: readonly string[];
}

/**
 * Merges what the request gave with what history answered, `values` in the order of `reads.counterReads`. `undefined` values:
 * history is unavailable, and then nothing that rests on it has a default. Never throws: a value that is absent or not of the declared
 * type is a missing feature.
 */
export function deriveFeatures(
  catalogue: Catalogue,
  reads: FeatureReads,
  values: readonly (Scalar | undefined)[] | undefined,
): DerivedFeatures {
  const answers = isAnswerTo(reads, values) ? values : undefined;
  if (answers === undefined) return withoutHistory(catalogue, reads);
  const known: Outcome = { features: { ...reads.features }, missing: [...reads.missing], defaulted: [...reads.defaulted] };
  reads.history.forEach((step, index) => {
    const value: unknown = answers[index];
    if (isOfType(step.type, value)) known.features[step.name] = value;
    else lack(known, step, whyMissing(step, value));
  });
  return joined(known, runSteps(catalogue.fromWindows, reads.request, known.features));
}

/** A default says what a request without history is taken for; when history cannot be read, nothing is known of the request. */
function withoutHistory(catalogue: Catalogue, reads: FeatureReads): DerivedFeatures {
  const missing = [...reads.missing, ...reads.history.map(({ name }) => ({ fact: name, reason: 'history unavailable' }))];
  const bare = catalogue.fromWindows.map(({ name, compute }) => ({ name, compute }));
  const known: Outcome = { features: { ...reads.features }, missing, defaulted: [...reads.defaulted] };
  return joined(known, runSteps(bare, reads.request, known.features));
}

function joined(first: Outcome, last: Outcome): DerivedFeatures {
  return {
    features: last.features,
    missing: [...first.missing, ...last.missing],
    defaulted: [...first.defaulted, ...last.defaulted],
  };
}

/** An answer of another length cannot be matched with its reads: it is no answer. */
function isAnswerTo(reads: FeatureReads, values: readonly unknown[] | undefined): boolean {
  return Array.isArray(values) && values.length === reads.counterReads.length;
}

function isOfType(type: HistoryStep['type'], value: unknown): value is Scalar {
  return typeof value === type && (type !== 'number' || Number.isFinite(value));
}

function whyMissing(step: HistoryStep, value: unknown): string {
  if (value === undefined || value === null) return 'no history';
  return `history gave no ${step.type === 'number' ? 'finite number' : step.type}`;
}
