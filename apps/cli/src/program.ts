import { Command, CommanderError } from 'commander';
import { registerBackfill } from './backfill/backfill-command.js';
import { registerBacktest } from './backtest/backtest-command.js';
import { registerTest } from './cases/test-command.js';
import { registerCheck } from './check/check-command.js';
import type { CommandContext } from './command-context.js';
import { CommandFailure } from './command-failure.js';
import { readSettings } from './config.js';
import { registerDemo } from './demo/demo-command.js';
import { registerEvaluate } from './evaluate/evaluate-command.js';
import { registerExplain } from './explain/explain-command.js';
import { registerExport } from './export/export-command.js';
import { registerFeatures } from './features/features-command.js';
import { registerParity } from './parity/parity-command.js';
import { registerPublish } from './publish/publish-command.js';
import { registerReplay } from './replay/replay-command.js';
import { registerSchemas } from './schemas/schemas-command.js';
import { ServiceUnreachable } from './service/service-unreachable.js';
import type { Terminal } from './terminal.js';
import { registerTrain } from './train/train-command.js';
import { registerWhy } from './why/why-command.js';

/** What the program sees of the world it was started in. */
export interface Surroundings {
  readonly terminal: Terminal;
  /** Instead of the process's own environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Runs one command line (without node and script) and answers its exit code: 0 fine, 1 found faults or failed, 2 asked wrongly. Never rejects. */
export async function runProgram(args: readonly string[], { terminal, env }: Surroundings): Promise<number> {
  let exitCode = 0;
  const context: CommandContext = { terminal, settings: () => readSettings(env), finish: (code) => (exitCode = code) };
  try {
    await createProgram(context).parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return exitCodeOf(error, terminal);
  }
}

function createProgram(context: CommandContext): Command {
  const { terminal } = context;
  const program = new Command('gavel')
    .description(
      'Check, test, backtest, explain, train, evaluate, publish, export, replay and demonstrate: the command line of the Gavel decision engine.',
    )
    .showSuggestionAfterError()
    .showHelpAfterError('(add --help to see what can be asked)')
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text.trimEnd()), writeErr: (text) => terminal.err(text.trimEnd()) });
  registerCheck(program, context);
  registerTest(program, context);
  registerExplain(program, context);
  registerBacktest(program, context);
  registerBackfill(program, context);
  registerParity(program, context);
  registerFeatures(program, context);
  registerTrain(program, context);
  registerEvaluate(program, context);
  registerPublish(program, context);
  registerExport(program, context);
  registerReplay(program, context);
  registerWhy(program, context);
  registerDemo(program, context);
  registerSchemas(program, context);
  return program;
}

function exitCodeOf(error: unknown, terminal: Terminal): number {
  // Commander has already written what it has to say.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof CommandFailure) {
    terminal.err(error.message);
    return error.exitCode;
  }
  if (error instanceof ServiceUnreachable) {
    terminal.err(error.message);
    return 1;
  }
  // What the network refuses has a system call too, but no path.
  if (error instanceof Error && 'syscall' in error && 'path' in error) {
    terminal.err(`A file or folder cannot be used as it was asked: ${error.message}`);
    return 1;
  }
  terminal.err(
    `Something went wrong that gavel did not foresee:\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  return 1;
}
