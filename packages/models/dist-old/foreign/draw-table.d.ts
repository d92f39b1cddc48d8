import type { ModelInput } from '../artifact/artifact-schema.js';
import type { FeatureTable } from '../training/feature-table.js';
/** Rows of facts from nowhere, the same every time: so many different ones that a model which is off somewhere should be off in some. */
export declare function drawTable(inputs: readonly ModelInput[], rows: number): FeatureTable;
