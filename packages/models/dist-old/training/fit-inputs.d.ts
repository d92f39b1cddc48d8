import type { ModelInput } from '../artifact/artifact-schema.js';
import type { FeatureTable } from './feature-table.js';
/**
 * An input for every feature of the table. What stands for a missing number is the median of the rows learnt from, and where any is missing
 * there an own column says so; categories are those met often enough. Only `rows` are looked at.
 */
export declare function fitInputs(table: FeatureTable, rows: Uint32Array): readonly ModelInput[];
