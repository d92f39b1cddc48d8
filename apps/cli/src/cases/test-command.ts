import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { CommandFailure } from '../command-failure.js';
import { chosenFlows } from '../flows/chosen-flows.js';
import { junitXml } from './junit-xml.js';
import { renderTests } from './render-tests.js';
import { hasPassed, testFlow, type FlowTest } from './test-flow.js';

interface TestOptions {
  readonly rules?: string;
  readonly junit?: string;
  readonly json?: boolean;
}

/** `gavel test`. */
export function registerTest(program: Command, context: CommandContext): void {
  program
    .command('test')
    .description('run the cases of flows against their policies, and show what came where something else was expected')
    .argument('[flow...]', 'names of the flows (default: all)')
    .option('--rules <dir>', 'the folder that holds the flows (default: GAVEL_RULES_DIR, or rules)')
    .option('--junit <file>', 'also write the results as JUnit XML')
    .option('--json', 'print the results as JSON')
    .addHelpText('after', '\nExit code: 0 all passed, 1 a case failed or a flow has faults or no cases, 2 asked wrongly.')
    .action((flows: readonly string[], options: TestOptions) => test(flows, options, context));
}

async function test(flows: readonly string[], options: TestOptions, { terminal, settings, finish }: CommandContext): Promise<void> {
  const folders = await chosenFlows(options.rules ?? settings().rulesDir, flows);
  // The store brings the database's libraries: only this command waits for them.
  const { InProcessCounters } = await import('@gavel/store');
  const tests: FlowTest[] = [];
  for (const folder of folders) tests.push(await testFlow(folder, () => new InProcessCounters()));
  terminal.out(options.json === true ? JSON.stringify({ flows: tests }, null, 2) : renderTests(tests));
  if (options.junit !== undefined) await writeJunit(options.junit, tests);
  if (!tests.every(hasPassed)) finish(1);
}

async function writeJunit(path: string, tests: readonly FlowTest[]): Promise<void> {
  await writeFile(path, junitXml(tests)).catch((error: unknown) => {
    throw new CommandFailure(1, `The results cannot be written to ${path}: ${error instanceof Error ? error.message : String(error)}`);
  });
}
