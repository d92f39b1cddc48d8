import { floorFaults, openVersion, publishCopy, type Artifact } from '@gavel/models';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { CommandFailure } from '../command-failure.js';
import { ensureWritable } from '../ensure-writable.js';
import { withTableOptions, type TableOptions } from '../train/table-options.js';
import { descriptionOf, publishForeign } from './publish-foreign.js';
import { refusal } from './refusal.js';

interface PublishOptions extends TableOptions {
  readonly models?: string;
  readonly data?: string;
}

/** `gavel publish`. */
export function registerPublish(program: Command, context: CommandContext): void {
  const command = program
    .command('publish')
    .argument(
      '<place>',
      'a version as gavel train --out writes it, or the JSON file that describes a model from elsewhere (ONNX, TensorFlow.js graph, SavedModel), or its folder',
    )
    .description(
      'publish a trained version or a model from elsewhere (ONNX, TensorFlow.js graph, SavedModel): refused unless its digests, golden rows, calibration and figures hold',
    )
    .option('--models <folder>', 'folder of the published models (default: GAVEL_MODELS_DIR or models)')
    .option(
      '--data <file>',
      'of a model from elsewhere: rows that it was not fitted on (.csv or .jsonl, also .gz), for figures, drift and explanations',
    );
  withTableOptions(command).action((place: string, options: PublishOptions) => publish(place, options, context));
}

async function publish(place: string, options: PublishOptions, context: CommandContext): Promise<void> {
  const modelsDir = options.models ?? context.settings().modelsDir;
  const description = await descriptionOf(place);
  if (description !== undefined) return publishForeign(description, modelsDir, options, context);
  if (options.data !== undefined)
    throw new CommandFailure(2, `${place} is a version with figures of its own: --data is for models from elsewhere.`);
  await publishVersion(place, modelsDir, context);
}

async function publishVersion(folder: string, modelsDir: string, { terminal }: CommandContext): Promise<void> {
  const opened = await openVersion(folder);
  if (!opened.ok) throw refusal(folder, opened.reasons);
  const { verified, close } = opened.value;
  close();
  checkFloor(folder, verified.artifact);
  if (verified.artifact.floor === undefined)
    terminal.err('It declares no floor: nothing says what it must be worth. A plan can (`floor`).');
  await ensureWritable(modelsDir, '--models');
  const published = await publishCopy(modelsDir, folder, verified).catch((error: unknown) => {
    throw new CommandFailure(2, error instanceof Error ? error.message : String(error));
  });
  terminal.out(`Published ${published.folder} (${published.digest}).`);
}

function checkFloor(place: string, { metrics, floor }: Pick<Artifact, 'metrics' | 'floor'>): void {
  const faults = floorFaults(metrics, floor);
  if (faults.length > 0) throw refusal(place, faults);
}
