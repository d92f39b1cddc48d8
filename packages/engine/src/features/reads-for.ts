import type { MissingFact } from '../contract/decision.js';
import type { JsonObject, Scalar } from '../contract/json.js';
import type { Catalogue, DerivedStep, FeatureValues, WindowStep } from './catalogue.js';
import type { CounterRead, Position } from './counter-read.js';
import { positionOf } from './position-of.js';

/** What is known of a request's features before history is read, and what to read. */
export interface FeatureReads {
  readonly request: JsonObject;
  /** Computed from the request alone. */
  readonly features: FeatureValues;
  /** Features that are missing whatever history says. */
  readonly missing: readonly MissingFact[];
  /** What to ask of `Counters.read`. */
  readonly counterReads: readonly CounterRead[];
  /** The windows that the reads are for, in the same order. */
  readonly windows: readonly WindowStep[];
}

/** Computes what the request alone gives, and the reads for the rest. Never throws, whatever the request holds. */
export function readsFor(catalogue: Catalogue, request: JsonObject): FeatureReads {
  const { features, missing } = runSteps(catalogue.fromRequest, request, {});
  const counterReads: CounterRead[] = [];
  const windows: WindowStep[] = [];
  for (const window of catalogue.windows) {
    const { keyField } = window.read;
    const key = request[keyField];
    if (typeof key !== 'string') {
      missing.push({ fact: window.name, reason: `no ${keyField}` });
      continue;
    }
    if (window.currentOf === undefined) {
      counterReads.push({ ...window.read, key });
    } else {
      const current = valueOf(window.currentOf, request, features);
      if (current === undefined) {
        missing.push({ fact: window.name, reason: `no ${window.currentOf}` });
        continue;
      }
      counterReads.push({ ...window.read, key, current });
    }
    windows.push(window);
  }
  return { request, features, missing, counterReads, windows };
}

/** Runs derived steps on top of the values that are known; each lands in `features` or in `missing`. */
export function runSteps(
  steps: readonly DerivedStep[],
  request: JsonObject,
  known: FeatureValues,
): { features: Record<string, Scalar>; missing: MissingFact[] } {
  const features: Record<string, Scalar> = { ...known };
  const missing: MissingFact[] = [];
  for (const step of steps) {
    const value = step.compute(request, features);
    if (typeof value === 'object') missing.push({ fact: step.name, reason: value.lacks });
    else features[step.name] = value;
  }
  return { features, missing };
}

/** A fact as history keeps it: a scalar or a position; anything else is as if it had not been sent. */
export function valueOf(name: string, request: JsonObject, features: FeatureValues): Scalar | Position | undefined {
  const value: unknown = Object.hasOwn(features, name) ? features[name] : request[name];
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return positionOf(value);
}
