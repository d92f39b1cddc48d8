import type { MissingFact } from '../contract/decision.js';
import type { JsonObject, Scalar } from '../contract/json.js';
import type { Catalogue, DerivedStep, FeatureValues, Lack, WindowStep } from './catalogue.js';
import type { CounterRead } from './counter-read.js';
import { factOf } from './fact-of.js';
import { positionOf } from './position-of.js';
import { scalarOf } from './scalar-of.js';

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
    const read = readOf(window, request, features);
    if ('lacks' in read) {
      missing.push({ fact: window.name, reason: read.lacks });
    } else {
      counterReads.push(read);
      windows.push(window);
    }
  }
  return { request, features, missing, counterReads, windows };
}

function readOf({ read, currentOf }: WindowStep, request: JsonObject, features: FeatureValues): CounterRead | Lack {
  const key = request[read.keyField];
  if (typeof key !== 'string') return { lacks: `no ${read.keyField}` };
  if (currentOf === undefined) return readWith(read, key, undefined);
  const fact = factOf(currentOf, request, features);
  const current = read.aggregate === 'seen' ? scalarOf(fact) : positionOf(fact);
  return current === undefined ? { lacks: `no ${currentOf}` } : readWith(read, key, current);
}

/** Written out, so that all reads have one hidden class: spreading a template took most of this step's time. */
function readWith(
  { keyField, windowMs, aggregate, of, where }: WindowStep['read'],
  key: string,
  current: CounterRead['current'],
): CounterRead {
  return { keyField, key, windowMs, aggregate, of, where, current };
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
