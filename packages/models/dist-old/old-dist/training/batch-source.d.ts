import type { NetworkOptions } from '../artifact/recipe-schema.js';
import type { SeededRandom } from './seeded-random.js';
import type { Table } from './table.js';
export interface Batch {
    readonly rows: Float32Array;
    readonly labels: Uint8Array;
    readonly isTurnOver: boolean;
}
/** Batches of a table's rows, in another order each epoch; the frauds all, the genuine rows all or as many as the options say. */
export declare class BatchSource {
    #private;
    constructor(table: Table, options: Pick<NetworkOptions, 'batchSize' | 'genuineShare'>, random: SeededRandom);
    epoch(): Generator<Batch>;
}
