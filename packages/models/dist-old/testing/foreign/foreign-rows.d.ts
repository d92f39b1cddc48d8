import type { FeatureTable } from '../../training/feature-table.js';
/** Facts of the rows that make-foreign-models.py draws, in the order of the models' columns. */
export declare const FOREIGN_FACTS: readonly ['amount', 'hour', 'count', 'share', 'isNew', 'days', 'ratio', 'shift'];
/** The 10,000 rows that the frameworks' own scores are of. */
export declare function foreignRows(): readonly Readonly<Record<string, number>>[];
/** Some of them as a feature table, every third of them labelled 1. */
export declare function foreignTable(rows: readonly Readonly<Record<string, number>>[]): FeatureTable;
