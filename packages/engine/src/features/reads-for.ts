import type { MissingFact } from '../contract/decision.js';
import type { JsonObject, Scalar } from '../contract/json.js';
import {
  keyOf,
  nodeOf,
  type Catalogue,
  type DerivedStep,
  type FeatureValues,
  type HistoryStep,
  type Lack,
  type WindowStep,
} from './catalogue.js';
import type { CounterRead, WindowRead } from './counter-read.js';
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
  /** Features that have their default whatever history says. */
  readonly defaulted: readonly string[];
  /** What to ask of `Counters.observe`. */
  readonly counterReads: readonly CounterRead[];
  /** The features that the reads are for, in the same order. */
  readonly history: readonly HistoryStep[];
}

/** Values by name, and what is known of those that are not among them. */
export interface Outcome {
  readonly features: Record<string, Scalar>;
  readonly missing: MissingFact[];
  readonly defaulted: string[];
}

/** Computes what the request alone gives, and the reads for the rest. Never throws, whatever the request holds. */
export function readsFor(catalogue: Catalogue, request: JsonObject): FeatureReads {
  const known = runSteps(catalogue.fromRequest, request, {});
  const counterReads: CounterRead[] = [];
  const history: HistoryStep[] = [];
  const add = (step: HistoryStep, read: CounterRead | Lack): void => {
    if ('lacks' in read) return lack(known, step, read.lacks);
    counterReads.push(read);
    history.push(step);
  };
  for (const step of catalogue.windows) add(step, windowRead(step, request, known.features));
  for (const step of catalogue.groups) {
    const node = nodeOf(step.nodeField, request);
    add(step, node === undefined ? { lacks: `no ${step.nodeField}` } : { ...step.read, node, spec: step.read });
  }
  return { request, ...known, counterReads, history };
}

function windowRead({ read, key: keyFields, currentOf }: WindowStep, request: JsonObject, features: FeatureValues): CounterRead | Lack {
  const key = keyOf(keyFields, request);
  if (key === undefined) return { lacks: `no ${keyFields.fields.find((field) => typeof request[field] !== 'string') ?? keyFields.name}` };
  if (currentOf === undefined) return readWith(read, key, undefined);
  const fact = factOf(currentOf, request, features);
  const current = read.aggregate === 'distance' || read.aggregate === 'speed' ? positionOf(fact) : scalarOf(fact);
  return current === undefined ? { lacks: `no ${currentOf}` } : readWith(read, key, current);
}

/** Written out, so that all reads have one hidden class: spreading a template took most of this step's time. */
function readWith(read: WindowStep['read'], key: string, current: WindowRead['current']): WindowRead {
  const { keyField, windowMs, delayMs, includesCurrent, aggregate, of, where } = read;
  return { keyField, key, windowMs, delayMs, includesCurrent, aggregate, of, where, current, spec: read };
}

/** Runs derived steps on top of the values that are known; each lands in `features`, as its default too, or in `missing`. */
export function runSteps(steps: readonly DerivedStep[], request: JsonObject, known: FeatureValues): Outcome {
  const outcome: Outcome = { features: { ...known }, missing: [], defaulted: [] };
  for (const step of steps) {
    const value = step.compute(request, outcome.features);
    if (typeof value === 'object') lack(outcome, step, value.lacks);
    else outcome.features[step.name] = value;
  }
  return outcome;
}

/** There is no value: the default, where one is declared. */
export function lack(outcome: Outcome, step: { readonly name: string; readonly default?: Scalar }, reason: string): void {
  if (step.default === undefined) {
    outcome.missing.push({ fact: step.name, reason });
  } else {
    outcome.features[step.name] = step.default;
    outcome.defaulted.push(step.name);
  }
}
