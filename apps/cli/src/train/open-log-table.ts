import { openLog } from '../backtest/log-source.js';
import type { CommandContext } from '../command-context.js';
import { CommandFailure } from '../command-failure.js';
import { flowOfModel, type FlowSearch } from './flow-of-model.js';
import { readLogTable, type LogTable, type LogTableRequest } from './read-log-table.js';

/** What of the log is asked for, before its flow is found. */
export interface LogAsk extends Omit<LogTableRequest, 'policy'> {
  readonly search: FlowSearch;
}

/** Reads the decisions that a model's flow has logged, from DATABASE_URL or the embedded database, and says what was left out. */
export async function openLogTable({ search, ...ask }: LogAsk, context: CommandContext): Promise<LogTable & { readonly flow: string }> {
  const policy = await flowOfModel(search, context);
  if (policy === undefined)
    throw new CommandFailure(2, `No flow in ${context.settings().rulesDir} uses the model ${search.model}: name one with --flow.`);
  const store = await openLog(context.settings());
  try {
    context.terminal.err(`Reading decisions of ${policy.flow.name} in ${store.describe()} …`);
    const read = await readLogTable(store.log, { policy, ...ask });
    for (const note of read.notes) context.terminal.err(note);
    return { ...read, flow: policy.flow.name };
  } finally {
    await store.close();
  }
}
