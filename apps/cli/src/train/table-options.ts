import type { Command } from 'commander';
import type { TableColumns } from './read-feature-table.js';

/** The columns of a table that are no features, as commander gives them. */
export interface TableOptions {
  readonly label: string;
  readonly time: string;
  readonly group: string;
  readonly ignore: readonly string[];
}

/** Adds the options that name them. */
export function withTableOptions(command: Command): Command {
  return command
    .option('--label <column>', 'of the file: 1 fraud, 0 genuine', 'label')
    .option('--time <column>', 'of the file: when it happened, epoch milliseconds or date and time', 'time')
    .option('--group <column>', 'of the file: whose it is, e.g. the customer', 'group')
    .option('--ignore <columns>', 'columns of the file that are no features, separated by commas', (text) => text.split(','), []);
}

/** As the reader of tables takes them. */
export function tableColumns({ label, time, group, ignore }: TableOptions): TableColumns {
  return { label, time, group, ignored: ignore };
}
