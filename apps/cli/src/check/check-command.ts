import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { chosenFlows } from '../flows/chosen-flows.js';
import { checkFlow } from './check-flow.js';
import { renderCheck } from './render-check.js';

interface CheckOptions {
  readonly rules?: string;
  readonly models: string;
  readonly json?: boolean;
}

/** `gavel check`. */
export function registerCheck(program: Command, context: CommandContext): void {
  program
    .command('check')
    .description('check the files of flows as the service would, and name every fault with its place; nothing is written')
    .argument('[flow...]', 'names of the flows (default: all)')
    .option('--rules <dir>', 'the folder that holds the flows (default: GAVEL_RULES_DIR, or rules)')
    .option('--models <dir>', 'the folder that holds the published models', 'models')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExit code: 0 no faults, 1 faults, 2 asked wrongly.')
    .action((flows: readonly string[], options: CheckOptions) => check(flows, options, context));
}

async function check(
  flows: readonly string[],
  { rules, models, json }: CheckOptions,
  { terminal, settings, finish }: CommandContext,
): Promise<void> {
  const folders = await chosenFlows(rules ?? settings().rulesDir, flows);
  const checks = await Promise.all(folders.map((folder) => checkFlow(folder, models)));
  terminal.out(json === true ? JSON.stringify({ flows: checks }, null, 2) : renderCheck(checks));
  if (checks.some(({ faults }) => faults.length > 0)) finish(1);
}
