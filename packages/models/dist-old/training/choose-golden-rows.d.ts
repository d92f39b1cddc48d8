import type { Artifact, ModelInput } from '../artifact/artifact-schema.js';
import { type FeatureTable } from './feature-table.js';
/** Rows spread evenly over the scores, from the lowest to the highest: a model that is off somewhere should fail somewhere. */
export declare function chooseGoldenRows(table: FeatureTable, rows: Uint32Array, scores: ArrayLike<number>, inputs: readonly ModelInput[]): Artifact['goldenRows'];
