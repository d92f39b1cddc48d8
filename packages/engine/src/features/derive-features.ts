import type { MissingFact } from '../contract/decision.js';
import type { Scalar } from '../contract/json.js';
import type { Catalogue, FeatureValues, WindowStep } from './catalogue.js';
import { runSteps, type FeatureReads } from './reads-for.js';

/** All features of a request: each one is either here or there. */
export interface DerivedFeatures {
  readonly features: FeatureValues;
  readonly missing: readonly MissingFact[];
}

/**
 * Merges what the request gave with what history answered, `values` in the order of `reads.counterReads`. `undefined` values:
 * history is unavailable. Never throws: a value that is absent or not of the declared type is a missing feature.
 */
export function deriveFeatures(
  catalogue: Catalogue,
  reads: FeatureReads,
  values: readonly (Scalar | undefined)[] | undefined,
): DerivedFeatures {
  const answers = isAnswerTo(reads, values) ? values : undefined;
  const known: Record<string, Scalar> = { ...reads.features };
  const missing: MissingFact[] = [...reads.missing];
  reads.windows.forEach((window, index) => {
    const value: unknown = answers?.[index];
    if (isOfType(window.type, value)) known[window.name] = value;
    else missing.push({ fact: window.name, reason: answers === undefined ? 'history unavailable' : whyMissing(window, value) });
  });
  const last = runSteps(catalogue.fromWindows, reads.request, known);
  return { features: last.features, missing: [...missing, ...last.missing] };
}

/** An answer of another length cannot be matched with its reads: it is no answer. */
function isAnswerTo(reads: FeatureReads, values: readonly unknown[] | undefined): boolean {
  return Array.isArray(values) && values.length === reads.counterReads.length;
}

function isOfType(type: WindowStep['type'], value: unknown): value is Scalar {
  return typeof value === type && (type !== 'number' || Number.isFinite(value));
}

function whyMissing(window: WindowStep, value: unknown): string {
  if (value === undefined || value === null) return 'no history';
  return `history gave no ${window.type === 'number' ? 'finite number' : window.type}`;
}
