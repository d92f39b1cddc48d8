import type { JsonObject } from '../contract/json.js';
import type { FeatureValues } from './catalogue.js';

/** A fact by name: a feature where it is one, else a request field. */
export function factOf(name: string, request: JsonObject, features: FeatureValues): unknown {
  return Object.hasOwn(features, name) ? features[name] : request[name];
}
