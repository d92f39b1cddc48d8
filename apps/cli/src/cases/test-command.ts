import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { CommandFailure } from '../command-failure.js';
import { chosenFlows } from '../flows/chosen-flows.js';
import { junitXml } from './junit-xml.js';
import { percent } from '../percent.js';
import { renderTests } from './render-tests.js';
import { hasPassed, testFlow, type FlowTest } from './test-flow.js';
import { shortfalls, type TestLimits } from './test-limits.js';
import { watchTests } from './watch-tests.js';

interface TestOptions extends TestLimits {
  readonly rules?: string;
  readonly junit?: string;
  readonly json?: boolean;
  readonly coverage?: boolean;
  readonly mutants?: boolean;
  readonly watch?: boolean;
}

const EXIT_CODES = `
Exit code: 0 all passed, 1 a case failed, a flow has faults or no cases, or a limit is missed, 2 asked wrongly.
With --watch it runs until Ctrl-C and answers as the last run did.`;

/** `gavel test`. */
export function registerTest(program: Command, context: CommandContext): void {
  program
    .command('test')
    .description('run the cases of flows against their policies, and show what came where something else was expected')
    .argument('[flow...]', 'names of the flows (default: all)')
    .option('--rules <dir>', 'the folder that holds the flows (default: GAVEL_RULES_DIR, or rules)')
    .option('--coverage', 'show the rules and conditions that the cases have seen one way only')
    .option('--mutants', 'change each threshold, operator and condition by one step, and show the changes that no case notices')
    .option('--min-coverage <percent>', 'fail below this share of coverage', percent)
    .option('--min-killed <percent>', 'fail below this share of mutants killed', percent)
    .option('--watch', 'run again whenever a file changes')
    .option('--junit <file>', 'also write the results as JUnit XML')
    .option('--json', 'print the results as JSON')
    .addHelpText('after', EXIT_CODES)
    .action((flows: readonly string[], options: TestOptions) => (options.watch === true ? watch : test)(flows, options, context));
}

async function test(flows: readonly string[], options: TestOptions, { terminal, settings, finish }: CommandContext): Promise<void> {
  const folders = await chosenFlows(options.rules ?? settings().rulesDir, flows);
  // The store brings the database's libraries: only this command waits for them.
  const { InProcessCounters } = await import('@gavel/store');
  const depth = {
    coverage: options.coverage === true || options.minCoverage !== undefined,
    mutants: options.mutants === true || options.minKilled !== undefined,
  };
  const tests: FlowTest[] = [];
  for (const folder of folders) tests.push(await testFlow(folder, depth, () => new InProcessCounters()));
  const short = shortfalls(tests, options);
  if (options.json === true) terminal.out(JSON.stringify({ flows: tests, shortfalls: short }, null, 2));
  else terminal.out([renderTests(tests), ...short].join('\n'));
  if (options.junit !== undefined) await writeJunit(options.junit, junitXml(tests, short));
  finish(tests.every(hasPassed) && short.length === 0 ? 0 : 1);
}

async function watch(flows: readonly string[], options: TestOptions, context: CommandContext): Promise<void> {
  const { terminal, settings, finish } = context;
  const rulesDir = options.rules ?? settings().rulesDir;
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.once('SIGINT', onInterrupt);
  const run = async (): Promise<void> => {
    // A folder that is half written is looked at again when the rest is there.
    await test(flows, options, context).catch((error: unknown) => {
      if (!(error instanceof CommandFailure)) throw error;
      terminal.err(error.message);
      finish(1);
    });
    terminal.err(`\nWatching ${rulesDir}; Ctrl-C ends.`);
  };
  await watchTests({ rulesDir, run, signal: stop.signal }).finally(() => process.off('SIGINT', onInterrupt));
}

async function writeJunit(path: string, xml: string): Promise<void> {
  await writeFile(path, xml).catch((error: unknown) => {
    throw new CommandFailure(1, `The results cannot be written to ${path}: ${error instanceof Error ? error.message : String(error)}`);
  });
}
