import type { FeatureDefinition } from '../contract/feature-file.js';
import type { JsonObject, Scalar } from '../contract/json.js';
import type { FactType, FactTypes } from '../rules/rule-set.js';
import type { CounterRead } from './counter-read.js';

/** Why a value could not be computed, e.g. `no amount`. */
export interface Lack {
  readonly lacks: string;
}

/** Features computed so far, by name. */
export type FeatureValues = Readonly<Record<string, Scalar>>;

/** One feature computed from the request and the features before it. Never throws, whatever the request holds. */
export interface DerivedStep {
  readonly name: string;
  readonly compute: (request: JsonObject, features: FeatureValues) => Scalar | Lack;
}

/** One feature read from history. */
export interface WindowStep {
  readonly name: string;
  readonly type: 'number' | 'string' | 'boolean';
  /** The read, but for what each request brings: the key and the current value. */
  readonly read: Omit<CounterRead, 'key' | 'current'>;
  /** Set where the read compares with the current event's own value: `seen`, `distance`, `speed`. */
  readonly currentOf?: string;
}

/** A flow's features, checked and put in the order in which they are computed. */
export interface Catalogue {
  /** As declared. */
  readonly definitions: readonly FeatureDefinition[];
  /** First: from the request alone. */
  readonly fromRequest: readonly DerivedStep[];
  /** Second: from history. */
  readonly windows: readonly WindowStep[];
  /** Third: from the second. */
  readonly fromWindows: readonly DerivedStep[];
  /** The request field with the caller's own id of the request. */
  readonly requestIdField: string;
  /** Request fields by which history is kept. */
  readonly keyFields: readonly string[];
  /** Request fields and features of the first step that windows look at in earlier events. */
  readonly valueFields: readonly string[];
}

/** Types of a catalogue's features by name. */
export function featureTypes(catalogue: Pick<Catalogue, 'definitions'>): FactTypes {
  return new Map(catalogue.definitions.map(({ name, type }): [string, FactType] => [name, { kind: type }]));
}
