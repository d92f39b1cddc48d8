import type { FeatureDefinition } from '../contract/feature-file.js';

/** A flow's features, checked and made ready to compute. */
export interface Catalogue {
  readonly definitions: readonly FeatureDefinition[];
}
