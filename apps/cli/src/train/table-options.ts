import { labelsOfFlow, type Policy } from '@gavel/engine';
import type { Command } from 'commander';
import { CommandFailure } from '../command-failure.js';
import type { TableColumns } from './read-feature-table.js';

/** The columns of a table that are no features, as commander gives them. */
export interface TableOptions {
  readonly label: string;
  readonly time: string;
  readonly group: string;
  readonly ignore: readonly string[];
  readonly flow?: string;
  readonly presumeGenuine?: boolean;
  readonly labelledOnly?: boolean;
}

/** Adds the options that name them. */
export function withTableOptions(command: Command): Command {
  return command
    .option('--label <column>', 'of the file: 1 fraud, 0 genuine, or a label of the flow', 'label')
    .option('--time <column>', 'of the file: when it happened, epoch milliseconds or date and time', 'time')
    .option('--group <column>', 'of the file: whose it is, e.g. the customer', 'group')
    .option('--ignore <columns>', 'columns of the file that are no features, separated by commas', (text) => text.split(','), [])
    .option('--flow <name>', 'the flow: what its labels mean, and whose log (default: the one that uses the model)')
    .option('--presume-genuine', 'take what has no label for genuine: right where every fraud gets a label')
    .option('--labelled-only', 'leave out what has no label');
}

/** As the reader of tables takes them; words in the label column are those of the flow, where it is known. */
export function tableColumns(options: TableOptions, policy: Policy | undefined): TableColumns {
  const { label, time, group, ignore } = options;
  const unlabelled = unlabelledOf(options);
  return {
    label,
    time,
    group,
    ignored: ignore,
    ...(policy === undefined ? {} : { labels: labelsOfFlow(policy.flow) }),
    ...(unlabelled === undefined ? {} : { unlabelled }),
  };
}

/** What becomes of a row without a label; undefined: it is a fault. */
export function unlabelledOf({ presumeGenuine, labelledOnly }: TableOptions): TableColumns['unlabelled'] {
  if (presumeGenuine === true && labelledOnly === true)
    throw new CommandFailure(2, 'Give --presume-genuine or --labelled-only: what has no label cannot be both taken and left out.');
  return presumeGenuine === true ? 'genuine' : labelledOnly === true ? 'left out' : undefined;
}
