import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { faultLine, loadPolicy, type Policy } from '@gavel/engine';
import { readFlowFolder } from '@gavel/files';
import { publishArtifact, type ArtifactDraft } from '@gavel/models';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { CommandFailure } from '../command-failure.js';
import { simulateCardTraffic } from '../simulate/simulate-card-traffic.js';
import type { Terminal } from '../terminal.js';
import { wholeNumber } from '../whole-number.js';
import { collectFiles } from './collect-files.js';
import { collectTraffic } from './collect-traffic.js';
import { fitVersion, type FittedVersion } from './fit-version.js';
import { showStage } from './train-progress.js';
import { trainReport } from './train-report.js';
import { readTrainingPlan, type FilesGenerator, type PlannedVersion } from './training-plan.js';
import type { TrafficRows } from './traffic-rows.js';

interface TrainOptions {
  readonly version: string;
  readonly seed: number;
  readonly customers?: number;
  readonly days?: number;
  readonly epochs?: number;
  readonly out: string;
  readonly plan?: string;
  readonly data?: string;
}

const DAY_MS = 86_400_000;

/** `gavel train`. */
export function registerTrain(program: Command, context: CommandContext): void {
  program
    .command('train')
    .argument('<model>', 'name of the model, e.g. card-fraud')
    .description('train a model version on generated traffic or labelled files and publish it; the same command makes the same files')
    .requiredOption('--version <version>', 'version to make; one that the plan does not list is made like its highest')
    .option('--seed <n>', 'seed of traffic and training', wholeNumber(0, 999_999_999), 1)
    .option('--customers <n>', "customers instead of the plan's", wholeNumber(1, 1_000_000))
    .option('--days <n>', "days of traffic instead of the plan's", wholeNumber(1, 1000))
    .option('--epochs <n>', "at most this many epochs instead of the plan's", wholeNumber(1, 1000))
    .option('--out <folder>', 'folder of the published models', 'models')
    .option('--data <folder>', 'folder of the files that a version learns from, where its plan names files')
    .option('--plan <file>', 'how versions are made (default: models/<model>/training.json)')
    .action((model: string, options: TrainOptions) => train(model, options, context));
}

async function train(model: string, options: TrainOptions, { terminal, settings }: CommandContext): Promise<void> {
  const plan = withOptions(await readTrainingPlan(options.plan ?? join('models', model, 'training.json'), options.version), options);
  await checkUnpublished(join(options.out, model, options.version));
  const policy = await readPolicy(join(settings().rulesDir, plan.flow));
  if (plan.settingsOf !== options.version)
    terminal.out(`Version ${options.version} is not listed in the plan: it is made with the settings of version ${plan.settingsOf}.`);
  const rows = await collect(plan, policy, options, terminal);
  const fitted = await fit(plan, rows, options.seed, terminal);
  terminal.out(trainReport(fitted));
  const published = await publishArtifact(options.out, draftOf(model, options, plan, fitted), fitted.network);
  terminal.out(`Published ${published.folder} (${published.digest}).`);
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

function withOptions(plan: PlannedVersion, { customers, days, epochs }: TrainOptions): PlannedVersion {
  const network = { ...plan.network, ...(epochs === undefined ? {} : { epochs }) };
  if (plan.generator.name === 'csv-files') {
    if (customers === undefined && days === undefined) return { ...plan, network };
    throw new CommandFailure(2, 'This version learns from files: --customers and --days are for generated traffic.');
  }
  const generator = { ...plan.generator, ...(customers === undefined ? {} : { customers }), ...(days === undefined ? {} : { days }) };
  return { ...plan, generator, network };
}

async function readPolicy(folder: string): Promise<Policy> {
  const policy = loadPolicy(await readFlowFolder(folder));
  if (policy.ok) return policy.value;
  throw new CommandFailure(1, [`The flow in ${folder} cannot be loaded:`, ...policy.faults.map(faultLine)].join('\n'));
}

async function collect(plan: PlannedVersion, policy: Policy, { seed, data }: TrainOptions, terminal: Terminal): Promise<TrafficRows> {
  const { generator, inputs } = plan;
  if (generator.name === 'card-traffic') return generate({ generator, inputs }, policy, seed, terminal);
  if (data === undefined)
    throw new CommandFailure(2, `This version learns from ${namesOf(generator)}: name the folder of these files with --data.`);
  terminal.err(`Reading ${namesOf(generator)} …`);
  return collectFiles(generator, data, { policy, inputs });
}

function namesOf({ files }: FilesGenerator): string {
  return files.map(({ file }) => file).join(' and ');
}

interface TrafficPlan extends Pick<PlannedVersion, 'inputs'> {
  readonly generator: PlannedVersion['generator'] & { readonly name: 'card-traffic' };
}

async function generate(plan: TrafficPlan, policy: Policy, seed: number, terminal: Terminal): Promise<TrafficRows> {
  const { customers, days, startTime, fraudShare } = plan.generator;
  const startMs = Date.parse(startTime);
  terminal.err(`Generating ${days} days of ${customers} customers …`);
  const progress = showStage(terminal, days, 'days');
  const payments = simulateCardTraffic({ seed, customers, days, startMs, fraudShare });
  const rows = await collectTraffic(payments, policy, plan.inputs, (_, timeMs) => progress.report(Math.floor((timeMs - startMs) / DAY_MS)));
  progress.end();
  return rows;
}

async function fit(plan: PlannedVersion, rows: TrafficRows, seed: number, terminal: Terminal): Promise<FittedVersion> {
  const { epochs } = plan.network;
  terminal.err(`Training on ${rows.table.columns} columns, at most ${epochs} epochs …`);
  const progress = showStage(terminal, epochs, 'epochs');
  const fitted = await fitVersion(plan, rows, seed, ({ epoch, watchLoss }) => progress.report(epoch, `log loss ${watchLoss.toFixed(5)}`));
  progress.end();
  return fitted;
}

function draftOf(name: string, options: TrainOptions, plan: PlannedVersion, fitted: FittedVersion): ArtifactDraft {
  const { scaler, priorCorrection, calibrator, goldenRows, metrics, scoreProfile, trained, network } = fitted;
  return {
    schemaVersion: 1,
    name,
    version: options.version,
    createdBy: commandLine(name, options),
    format: 'tfjs-layers',
    inputs: [...plan.inputs],
    scaler,
    priorCorrection,
    calibrator,
    goldenRows,
    metrics,
    scoreProfile,
    training: {
      generator: plan.generator.name,
      options: sourceOptions(plan.generator),
      seed: options.seed,
      ...trained,
      network: plan.network,
      epochsRun: network.epochsRun,
      backend: network.backend,
    },
    libraries: network.libraries,
  };
}

/** What the rows came from, for the artifact. */
function sourceOptions(generator: PlannedVersion['generator']): Record<string, string | number> {
  if (generator.name === 'csv-files') return Object.fromEntries(generator.files.map(({ file, map }) => [map, file]));
  const { name: _name, ...options } = generator;
  return options;
}

/** Without `--out` and `--data`: where the files are put does not change them. */
function commandLine(model: string, { version, seed, customers, days, epochs }: TrainOptions): string {
  const changed = Object.entries({ customers, days, epochs }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name} ${value}`],
  );
  return ['gavel train', model, `--version ${version}`, `--seed ${seed}`, ...changed].join(' ');
}
