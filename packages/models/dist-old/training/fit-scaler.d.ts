import type { Scaler } from '../artifact/artifact-schema.js';
import type { Table } from './table.js';
/** Mean and standard deviation of each column of the training slice. */
export declare function fitScaler(table: Table): Scaler;
/** A scaled copy. */
export declare function scaleTable(scaler: Scaler, table: Table): Table;
