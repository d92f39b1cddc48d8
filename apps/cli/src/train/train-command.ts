import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { floorFaults, MODEL_NAME, MODEL_VERSION, publishArtifact, type TrainedDraft, type Slices } from '@gavel/models';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { CommandFailure } from '../command-failure.js';
import { ensureWritable } from '../ensure-writable.js';
import { wholeNumber } from '../whole-number.js';
import { fitVersion, type FittedVersion } from './fit-version.js';
import { showFit } from './fit-progress.js';
import { inputsTold } from './inputs-told.js';
import { commandLine, epochMs, type TrainOptions } from './train-options.js';
import { seedsReport, trainReport } from './train-report.js';
import { planOf, type PlannedVersion } from './training-plan.js';
import { openSource, sliceSource, type TrainingSource } from './training-source.js';
import { writeTrainingReport } from './report/write-training-report.js';
import { withTableOptions } from './table-options.js';

/** `gavel train`. */
export function registerTrain(program: Command, context: CommandContext): void {
  const command = program
    .command('train')
    .argument('<model>', 'name of the model, e.g. card-fraud')
    .description('train a model version, on generated traffic or on a file, and publish it; the same command makes the same files')
    .requiredOption('--version <version>', 'version to make; one that the plan does not list is made like its highest')
    .option('--seed <n>', 'seed of traffic and training', wholeNumber(0, 999_999_999), 1)
    .option('--seeds <n>', 'train as often, from seed on, to see how much is chance; the first is published', wholeNumber(1, 20), 1)
    .option(
      '--data <file>',
      'learn from this table of features (.csv or .jsonl, also .gz), or from the files that the plan names in this folder',
    )
    .option('--log', 'learn from the decisions in the log that are --delay-days old, on their features as they were served');
  withTableOptions(command)
    .option('--test-from <date>', 'cut the file by windows: the test starts on this day, e.g. 2018-08-08', epochMs)
    .option('--test-days <n>', 'days of the test', wholeNumber(1, 1000), 7)
    .option('--train-days <n>', 'days learnt from', wholeNumber(1, 1000), 7)
    .option('--delay-days <n>', 'days until a label is known', wholeNumber(0, 1000), 7)
    .option('--customers <n>', "customers instead of the plan's", wholeNumber(1, 1_000_000))
    .option('--days <n>', "days of traffic instead of the plan's", wholeNumber(1, 1000))
    .option('--epochs <n>', "at most this many epochs or trees instead of the plan's", wholeNumber(1, 1000))
    .option('--out <folder>', 'folder of the published models', 'models')
    .option('--draft', 'write the version even where it does not reach its floor, for another --out than the published models')
    .option('--plan <file>', 'how versions are made (default: models/<model>/training.json where it is there)')
    .option('--report <folder>', 'write report.html and TensorBoard event files there')
    .option('--cost-fraud <n>', 'cost of a missed fraud, for the report', wholeNumber(0, 1_000_000_000), 100)
    .option('--cost-alert <n>', 'cost of looking at an alert, for the report', wholeNumber(0, 1_000_000_000), 5)
    .action((model: string, options: TrainOptions) => train(model, options, context));
}

async function train(model: string, options: TrainOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  if (options.log === true && options.data !== undefined) throw new CommandFailure(2, 'Give --data or --log, not both.');
  checkNames(model, options.version);
  const plan = await planOf(model, options);
  await checkUnpublished(join(options.out, model, options.version));
  await ensureWritable(options.out, '--out');
  if (options.report !== undefined) await ensureWritable(options.report, '--report');
  if (plan.settingsOf !== undefined && plan.settingsOf !== options.version)
    terminal.out(`Version ${options.version} is not listed in the plan: it is made with the settings of version ${plan.settingsOf}.`);
  const source = await openSource(model, plan, options, context);
  const slices = sliceSource(source, plan, options);
  const seeds: FittedVersion[] = [];
  for (let seed = options.seed; seed < options.seed + options.seeds; seed += 1)
    seeds.push(await fit({ plan, source, slices, seed }, context));
  const [first] = seeds;
  if (first === undefined) throw new CommandFailure(2, '--seeds must be at least 1.');
  if (plan.inputs === undefined)
    for (const told of inputsTold(source.table, slices.refit ?? slices.learn, first.inputs)) terminal.err(told);
  terminal.out(trainReport(first));
  if (seeds.length > 1) terminal.out(seedsReport(seeds.map(({ metrics }) => metrics)));
  const draft = draftOf(model, options, { plan, source, fitted: first });
  const costs = { missedFraud: options.costFraud, alert: options.costAlert };
  if (options.report !== undefined)
    terminal.out(await writeTrainingReport(options.report, { draft, fitted: first, source, slices, costs }));
  await publish(draft, first, options, context);
}

/** What names a folder is checked before minutes of training. */
function checkNames(model: string, version: string): void {
  if (!MODEL_NAME.test(model))
    throw new CommandFailure(2, `A model is named with lower-case letters, digits and hyphens, not ${JSON.stringify(model)}.`);
  if (!MODEL_VERSION.test(version))
    throw new CommandFailure(2, `A version is named with letters, digits, dots, hyphens and underscores, not ${JSON.stringify(version)}.`);
}

async function publish(
  draft: TrainedDraft,
  { fitted }: FittedVersion,
  options: TrainOptions,
  { terminal, settings, finish }: CommandContext,
): Promise<void> {
  const faults = floorFaults(draft.metrics, draft.floor);
  const isServed = resolve(options.out) === resolve(settings().modelsDir);
  if (faults.length > 0) {
    terminal.err(['It does not reach the floor that it declares:', ...faults.map((fault) => `  ${fault}`)].join('\n'));
    if (options.draft !== true || isServed) {
      terminal.err(
        'Nothing was published. Train it on more, mend its plan, or write it with --draft to another --out than the published models.',
      );
      return finish(1);
    }
  }
  const published = await publishArtifact(options.out, draft, fitted.model);
  terminal.out(`${faults.length === 0 ? 'Published' : 'Wrote the draft'} ${published.folder} (${published.digest}).`);
}

/** Publishing refuses it as well, but only after minutes of training. */
async function checkUnpublished(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found !== undefined)
    throw new CommandFailure(
      2,
      `${folder} is published already, and a published version is never changed: take another version, or another folder with --out.`,
    );
}

interface FitInput {
  readonly plan: PlannedVersion;
  readonly source: TrainingSource;
  readonly slices: Slices;
  readonly seed: number;
}

async function fit({ plan, source, slices, seed }: FitInput, { terminal }: CommandContext): Promise<FittedVersion> {
  const learnt = slices.refit ?? slices.learn;
  terminal.err(
    `Training with seed ${seed} on ${learnt.length} rows, watched on ${slices.watch.length}, measured on ${slices.heldOut.length} …`,
  );
  const progress = showFit(terminal, plan.recipe, slices.refit !== undefined);
  try {
    return await fitVersion(
      { table: source.table, slices, inputs: plan.inputs, recipe: plan.recipe, seed, isOfPeople: source.isOfPeople },
      (round) => progress.report(round),
    );
  } catch (error) {
    if (error instanceof RangeError) throw new CommandFailure(2, `This cannot be trained: ${error.message}.`);
    throw error;
  } finally {
    progress.end();
  }
}

interface DraftInput {
  readonly plan: PlannedVersion;
  readonly source: TrainingSource;
  readonly fitted: FittedVersion;
}

function draftOf(name: string, options: TrainOptions, { plan, source, fitted: version }: DraftInput): TrainedDraft {
  const {
    scaler,
    priorCorrection,
    calibrator,
    goldenRows,
    metrics,
    scoreProfile,
    featureProfile,
    reference,
    background,
    trained,
    fitted,
    inputs,
  } = version;
  return {
    schemaVersion: 1,
    name,
    version: options.version,
    createdBy: commandLine(name, options),
    format: fitted.model.format,
    inputs: [...inputs],
    scaler,
    priorCorrection,
    calibrator,
    goldenRows,
    metrics,
    scoreProfile,
    ...(featureProfile === undefined ? {} : { featureProfile }),
    ...(reference === undefined ? {} : { reference }),
    ...(background === undefined ? {} : { background }),
    ...(plan.floor === undefined ? {} : { floor: plan.floor }),
    training: {
      generator: source.name,
      options: source.options,
      seed: options.seed,
      ...trained,
      recipe: plan.recipe,
      epochsRun: fitted.model.rounds,
      backend: fitted.model.backend,
    },
    libraries: fitted.model.libraries,
  };
}
