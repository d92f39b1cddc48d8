import type { ModelInput } from '../artifact/artifact-schema.js';
import type { FeatureTable } from './feature-table.js';
/** What a table lacks for a model: a feature that it does not have would be missing in every row, and the figures would be of another model. */
export declare function tableFaults(table: FeatureTable, inputs: readonly ModelInput[]): readonly string[];
