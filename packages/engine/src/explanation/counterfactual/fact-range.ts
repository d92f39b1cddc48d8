import { isDerivedFeature, isGroupFeature, type FeatureDefinition } from '../../contract/feature-file.js';
import type { Scalar } from '../../contract/json.js';
import type { Policy } from '../../policy/policy.js';
import { isJsonObject } from '../../rules/is-json-object.js';
import { propertiesOf } from '../vocabulary.js';

/** The values that a fact could have instead: those of an enumeration, or numbers in steps. */
export type FactRange =
  | { readonly kind: 'values'; readonly values: readonly Scalar[] }
  | { readonly kind: 'numbers'; readonly min: number; readonly max: number; readonly step: number };

const MAX_NUMBER = 1e12;
const SCORE_STEP = 1e-6;
const FINE_STEP = 0.01;

/** What a changeable fact can be by the request schema or the catalogue; undefined: there is nothing to choose from. */
export function rangeOf(policy: Policy, fact: string): FactRange | undefined {
  if (fact === 'score') return policy.model === undefined ? undefined : { kind: 'numbers', min: 0, max: 1, step: SCORE_STEP };
  const feature = policy.catalogue.definitions.find(({ name }) => name === fact);
  if (feature !== undefined) return historyRange(feature);
  const properties = propertiesOf(policy.flow.request);
  const property = Object.hasOwn(properties, fact) ? properties[fact] : undefined;
  if (!isJsonObject(property)) return undefined;
  const { type, minimum, maximum } = property;
  const values = property['enum'];
  if (Array.isArray(values)) return { kind: 'values', values: values.filter(isScalar) };
  if (type === 'boolean') return { kind: 'values', values: [false, true] };
  if (type !== 'integer' && type !== 'number') return undefined;
  const min = typeof minimum === 'number' ? minimum : -MAX_NUMBER;
  const max = typeof maximum === 'number' ? maximum : MAX_NUMBER;
  return { kind: 'numbers', min, max, step: type === 'integer' ? 1 : FINE_STEP };
}

const WHOLE: ReadonlySet<string> = new Set(['count', 'distinct', 'streak']);

function historyRange(feature: FeatureDefinition): FactRange | undefined {
  if (isDerivedFeature(feature)) return undefined;
  if (isGroupFeature(feature)) return numbers(feature.measure === 'fraudShare' ? 1 : MAX_NUMBER, feature.measure !== 'fraudShare');
  const { type, aggregate } = feature;
  if (type === 'boolean') return { kind: 'values', values: [false, true] };
  if (type !== 'number') return undefined;
  return numbers(aggregate === 'fraudShare' || aggregate === 'quantile' ? 1 : MAX_NUMBER, WHOLE.has(aggregate));
}

function numbers(max: number, isWhole: boolean): FactRange {
  return { kind: 'numbers', min: 0, max, step: isWhole ? 1 : FINE_STEP };
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
