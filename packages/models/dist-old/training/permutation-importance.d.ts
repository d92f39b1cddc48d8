import type { FeatureTable } from './feature-table.js';
/** What a model loses when it no longer sees a feature. */
export interface Importance {
    readonly fact: string;
    /** Average precision with the feature less that without. */
    readonly loss: number;
}
/**
 * Permutation importance (Breiman, 2001, section 10): the fall of average precision when one feature's values are dealt out anew among the rows.
 * Most important first.
 */
export declare function permutationImportance(table: FeatureTable, rows: Uint32Array, facts: readonly string[], score: (table: FeatureTable, rows: Uint32Array) => ArrayLike<number>): readonly Importance[];
