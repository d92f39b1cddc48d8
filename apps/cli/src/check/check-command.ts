import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { flowsToCheck } from '../flows/chosen-flows.js';
import { checkFlow } from './check-flow.js';
import { renderCheck } from './render-check.js';

interface CheckOptions {
  readonly rules?: string;
  readonly models?: string;
  readonly json?: boolean;
  readonly lint: boolean;
  readonly strict?: boolean;
}

/** `gavel check`. */
export function registerCheck(program: Command, context: CommandContext): void {
  program
    .command('check')
    .description(
      'check the files of flows as the service would, and name every fault with its place, then what is suspicious; nothing is written',
    )
    .argument('[flow...]', 'names of the flows (default: all)')
    .option('--rules <dir>', 'the folder that holds the flows (default: GAVEL_RULES_DIR, or rules)')
    .option('--models <dir>', 'the folder that holds the published models (default: GAVEL_MODELS_DIR, or models)')
    .option('--no-lint', 'look for faults only, not for what is suspicious')
    .option('--strict', 'fail also for what is suspicious')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExit code: 0 no faults, 1 faults (or, with --strict, warnings), 2 asked wrongly.')
    .action((flows: readonly string[], options: CheckOptions) => check(flows, options, context));
}

async function check(
  flows: readonly string[],
  { rules, models, json, lint, strict }: CheckOptions,
  { terminal, settings, finish }: CommandContext,
): Promise<void> {
  const folders = await flowsToCheck(rules ?? settings().rulesDir, flows);
  const modelsDir = models ?? settings().modelsDir;
  const todayIso = lint ? new Date().toISOString().slice(0, 10) : undefined;
  const checks = await Promise.all(folders.map((folder) => checkFlow(folder, modelsDir, todayIso)));
  terminal.out(json === true ? JSON.stringify({ flows: checks }, null, 2) : renderCheck(checks));
  const isFaulty = checks.some(({ faults }) => faults.length > 0);
  const isSuspicious = checks.some((one) => (one.lint?.findings.length ?? 0) > 0);
  if (isFaulty || (strict === true && isSuspicious)) finish(1);
}
