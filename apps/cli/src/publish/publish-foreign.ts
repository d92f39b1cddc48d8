import type { Policy } from '@gavel/engine';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  draftForeign,
  floorFaults,
  foreignDescriptionSchema,
  foreignInputs,
  publishArtifact,
  type ForeignDescription,
  type FeatureTable,
} from '@gavel/models';
import type { CommandContext } from '../command-context.js';
import { CommandFailure } from '../command-failure.js';
import { ensureWritable } from '../ensure-writable.js';
import { checkInputs } from '../train/check-inputs.js';
import { flowOfModel } from '../train/flow-of-model.js';
import { readFeatureTable } from '../train/read-feature-table.js';
import { tableColumns, type TableOptions } from '../train/table-options.js';
import { isSavedModel, readExported, readLimited } from './read-exported.js';
import { refusal } from './refusal.js';

/** In a folder, the file that describes its model. */
const DESCRIPTION = 'description.json';
const FORMATS = { onnx: 'ONNX', 'tfjs-graph': 'a TensorFlow.js graph model', 'saved-model': 'a SavedModel' } as const;
const MAX_DESCRIPTION_BYTES = 1024 * 1024;

/** The description file that a place means; undefined: it is a version with an artifact of its own. */
export async function descriptionOf(place: string): Promise<string | undefined> {
  if (place.endsWith('.json')) return place;
  if (place.endsWith('.onnx')) return place.replace(/\.onnx$/, '.json');
  const path = join(place, DESCRIPTION);
  if ((await stat(path).catch(() => undefined)) !== undefined) return path;
  const isDescribed = (await stat(join(place, 'artifact.json')).catch(() => undefined)) !== undefined;
  if (!isDescribed && (await isSavedModel(place)))
    throw new CommandFailure(
      2,
      `${place} is a SavedModel itself: publish the JSON file that describes it, whose "file" names it (docs/foreign-models.md)`,
    );
  return undefined;
}

/** Makes an artifact of a model from elsewhere and publishes it. */
export async function publishForeign(
  path: string,
  modelsDir: string,
  options: TableOptions & { readonly data?: string },
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  const description = await readDescription(path);
  const exported = await readExported(join(dirname(path), description.file), path);
  const policy = await flowOfModel({ model: description.model, flow: options.flow }, context);
  if (policy !== undefined) checkInputs(foreignInputs(description), policy.factTypes);
  else terminal.err(`No flow uses the model ${description.model}: that there are such facts is not checked. Name the flow with --flow.`);
  const table = options.data === undefined ? undefined : await readTable(options.data, description, { options, policy });
  const createdBy = ['gavel publish', basename(path), ...(options.data === undefined ? [] : [`--data ${basename(options.data)}`])].join(
    ' ',
  );
  const { draft, files } = await draftForeign({ description, exported, createdBy, ...(table === undefined ? {} : { table }) }).catch(
    (error: unknown) => {
      throw refusal(path, [messageOf(error)]);
    },
  );
  const faults = floorFaults(draft.metrics, draft.floor);
  if (faults.length > 0) throw refusal(path, faults);
  if (draft.floor === undefined) terminal.err('It declares no floor: nothing says what it must be worth. Its description can (`floor`).');
  if (table === undefined)
    terminal.err(
      'Without --data it has no figures measured here, nothing to measure drift against, and scores are explained against zeros.',
    );
  await ensureWritable(modelsDir, '--models');
  const published = await publishArtifact(modelsDir, draft, files).catch((error: unknown) => {
    throw new CommandFailure(2, messageOf(error));
  });
  terminal.out(`Published ${published.folder} (${published.digest}): ${FORMATS[exported.format]}, made by ${description.madeBy}.`);
}

async function readDescription(path: string): Promise<ForeignDescription> {
  const text = new TextDecoder().decode(await readLimited(path, MAX_DESCRIPTION_BYTES));
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new CommandFailure(2, `${path} is not JSON: ${messageOf(error)}`);
  }
  if (typeof parsed === 'object' && parsed !== null && 'modelTopology' in parsed)
    throw new CommandFailure(
      2,
      `${path} is a TensorFlow.js model itself: publish the JSON file that describes it, whose "file" names it (docs/foreign-models.md)`,
    );
  const found = foreignDescriptionSchema.safeParse(parsed);
  if (found.success) return found.data;
  const faults = found.error.issues.map((issue) => `${path}: /${issue.path.map(String).join('/')}: ${issue.message}`);
  throw new CommandFailure(2, faults.join('\n'));
}

function readTable(
  file: string,
  description: ForeignDescription,
  { options, policy }: { readonly options: TableOptions; readonly policy: Policy | undefined },
): Promise<FeatureTable> {
  return readFeatureTable(file, { columns: tableColumns(options, policy), inputs: foreignInputs(description) }, () => undefined);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
