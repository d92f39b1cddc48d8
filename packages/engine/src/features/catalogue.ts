import type { FeatureDefinition } from '../contract/feature-file.js';
import type { LabelTable } from '../contract/label-meaning.js';
import type { JsonObject, Scalar } from '../contract/json.js';
import type { FactType, FactTypes } from '../rules/rule-set.js';
import type { EventKinds } from '../policy/event-kind.js';
import { pairKey, type GroupRead, type WindowRead } from './counter-read.js';

/** Why a value could not be computed, e.g. `no amount`. */
export interface Lack {
  readonly lacks: string;
}

/** Features computed so far, by name. */
export type FeatureValues = Readonly<Record<string, Scalar>>;

/** What every step of the catalogue has. */
interface Step {
  readonly name: string;
  /** Used where there is no value. */
  readonly default?: Scalar;
}

/** One feature computed from the request and the features before it. Never throws, whatever the request holds. */
export interface DerivedStep extends Step {
  readonly compute: (request: JsonObject, features: FeatureValues) => Scalar | Lack;
}

/** One feature read from history. */
export interface HistoryStep extends Step {
  readonly type: 'number' | 'string' | 'boolean';
}

/** One feature read from a window. */
export interface WindowStep extends HistoryStep {
  /** The read, but for what each request brings: the key and the current value. */
  readonly read: Omit<WindowRead, 'key' | 'current' | 'spec'>;
  readonly key: KeyFields;
  /** Set where the read compares with the current event's own value: `zScore`, `quantile`, `seen`, `distance`, `speed`. */
  readonly currentOf?: string;
}

/** One feature read from the graph of links. */
export interface GroupStep extends HistoryStep {
  readonly read: Omit<GroupRead, 'node' | 'spec'>;
  /** The link field whose group is read: the first. */
  readonly nodeField: string;
}

/** A key by which history is kept. */
export interface KeyFields {
  /** The request field, or `a+b`; behind `@` the kinds of event, where those are not decisions alone: `customerId@login`. */
  readonly name: string;
  readonly fields: readonly [string] | readonly [string, string];
  /** Kinds of event that are counted under it, and no others. */
  readonly kinds: readonly string[];
}

/** A graph of links: what joins what. */
export interface LinkFields {
  readonly group: string;
  readonly fields: readonly string[];
}

/** A flow's features, checked and put in the order in which they are computed. */
export interface Catalogue {
  /** As declared. */
  readonly definitions: readonly FeatureDefinition[];
  /** First: from the request alone. */
  readonly fromRequest: readonly DerivedStep[];
  /** Second: from history. */
  readonly windows: readonly WindowStep[];
  readonly groups: readonly GroupStep[];
  /** Third: from the second. */
  readonly fromWindows: readonly DerivedStep[];
  /** The request field with the caller's own id of the request. */
  readonly requestIdField: string;
  /** What later proves true of a request, and what of it is positive. */
  readonly labels: LabelTable;
  readonly keys: readonly KeyFields[];
  readonly links: readonly LinkFields[];
  /** Kinds of event that features may look at, by name. */
  readonly events: EventKinds;
  /** Request fields and features of the first step that windows look at in earlier events. */
  readonly valueFields: readonly string[];
  /** Those of them whose text `last` gives back. */
  readonly textFields: ReadonlySet<string>;
}

/** Types of a catalogue's features by name. */
export function featureTypes(catalogue: Pick<Catalogue, 'definitions'>): FactTypes {
  return new Map(catalogue.definitions.map(({ name, type }): [string, FactType] => [name, { kind: type }]));
}

/** The key that a request has; undefined: a field of it is absent or no text. */
export function keyOf({ fields: [first, second] }: KeyFields, request: JsonObject): string | undefined {
  const one = request[first];
  if (typeof one !== 'string') return undefined;
  if (second === undefined) return one;
  const other = request[second];
  return typeof other === 'string' ? pairKey(one, other) : undefined;
}

/** A node of the graph of links: `field:value`; undefined: the field is absent or no text. */
export function nodeOf(field: string, request: JsonObject): string | undefined {
  const value = request[field];
  return typeof value === 'string' ? `${field}:${value}` : undefined;
}
