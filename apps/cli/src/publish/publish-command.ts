import { floorFaults, openVersion, publishCopy } from '@gavel/models';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { CommandFailure } from '../command-failure.js';

/** `gavel publish`. */
export function registerPublish(program: Command, context: CommandContext): void {
  program
    .command('publish')
    .argument('<folder>', 'the version to publish: <somewhere>/<model>/<version>, as gavel train --out writes it')
    .description('publish a trained version: refused unless its digests, golden rows, calibration and held-out figures hold')
    .option('--models <folder>', 'folder of the published models (default: GAVEL_MODELS_DIR or models)')
    .action((folder: string, options: { readonly models?: string }) => publish(folder, options.models, context));
}

async function publish(folder: string, models: string | undefined, { terminal, settings }: CommandContext): Promise<void> {
  const opened = await openVersion(folder);
  if (!opened.ok) throw refusal(folder, opened.reasons);
  const { verified, close } = opened.value;
  close();
  const { metrics, floor } = verified.artifact;
  const faults = floorFaults(metrics, floor);
  if (faults.length > 0) throw refusal(folder, faults);
  if (floor === undefined) terminal.err('It declares no floor: nothing says what it must be worth. A plan can (`floor`).');
  const published = await publishCopy(models ?? settings().modelsDir, folder, verified).catch((error: unknown) => {
    throw new CommandFailure(2, error instanceof Error ? error.message : String(error));
  });
  terminal.out(`Published ${published.folder} (${published.digest}).`);
}

function refusal(folder: string, reasons: readonly string[]): CommandFailure {
  return new CommandFailure(1, [`${folder} is not published:`, ...reasons.map((reason) => `  ${reason}`)].join('\n'));
}
