import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  floorFaults,
  measure,
  openVersion,
  pickLabels,
  type Artifact,
  type FeatureTable,
  type Metrics,
  type OpenVersion,
} from '@gavel/models';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { CommandFailure } from '../command-failure.js';
import { plainTable } from '../plain-table.js';
import { wholeNumber } from '../whole-number.js';
import { flowOfModel } from '../train/flow-of-model.js';
import { openLogTable } from '../train/open-log-table.js';
import { readFeatureTable } from '../train/read-feature-table.js';
import { profileRows } from '../train/report/drift-rows.js';
import { tableColumns, unlabelledOf, withTableOptions, type TableOptions } from '../train/table-options.js';
import { metricsTable, pointsTable } from '../train/train-report.js';

interface EvaluateOptions extends TableOptions {
  readonly data?: string;
  readonly log?: boolean;
  readonly delayDays: number;
  readonly models?: string;
  readonly json?: string;
}

/** `gavel evaluate`. */
export function registerEvaluate(program: Command, context: CommandContext): void {
  const command = program
    .command('evaluate')
    .argument('<model>', 'name of the model, e.g. card-fraud')
    .argument('<version>', 'its published version')
    .description('measure a published version on a table of features with labels, by the scores that it would serve')
    .option('--data <file>', 'the table (.csv or .jsonl, also .gz), with the features that the model reads as columns')
    .option('--log', 'measure on the decisions in the log that are --delay-days old, on their features as they were served')
    .option('--delay-days <n>', 'days until a label is known', wholeNumber(0, 1000), 7);
  withTableOptions(command)
    .option('--models <folder>', 'folder of the published models (default: GAVEL_MODELS_DIR or models)')
    .option('--json <file>', 'write the figures there too')
    .action((model: string, version: string, options: EvaluateOptions) => evaluate(model, version, options, context));
}

async function evaluate(model: string, number: string, options: EvaluateOptions, context: CommandContext): Promise<void> {
  const { terminal, settings, finish } = context;
  const place = `${model}/${number}`;
  const folder = join(options.models ?? settings().modelsDir, place);
  const opened = await openVersion(folder);
  if (!opened.ok) throw new CommandFailure(1, [`${folder} is refused:`, ...opened.reasons.map((reason) => `  ${reason}`)].join('\n'));
  const { verified } = opened.value;
  try {
    const table = await readTable(model, options, verified.artifact, context);
    const { metrics, scored } = await scoreAll(opened.value, table);
    const faults = floorFaults(metrics, verified.artifact.floor);
    terminal.out(
      [metricsTable(metrics), '', 'Acting on scores from:', pointsTable(scored), '', driftText(verified.artifact, table)].join('\n'),
    );
    if (faults.length > 0) terminal.out(['Below the floor that the version declares:', ...faults.map((fault) => `  ${fault}`)].join('\n'));
    if (options.json !== undefined)
      await writeFile(
        options.json,
        `${JSON.stringify({ version: place, digest: verified.digest, metrics, floorFaults: faults }, undefined, 2)}\n`,
      );
    finish(faults.length === 0 ? 0 : 1);
  } finally {
    opened.value.close();
  }
}

async function readTable(model: string, options: EvaluateOptions, artifact: Artifact, context: CommandContext): Promise<FeatureTable> {
  const { data, log, flow, delayDays } = options;
  const search = { model, flow };
  if (log === true && data === undefined) {
    const ask = { search, inputs: artifact.inputs, asOfMs: Date.now(), labelAgeDays: delayDays, unlabelled: unlabelledOf(options) };
    return (await openLogTable(ask, context)).table;
  }
  if (log === true) throw new CommandFailure(2, 'Give --data or --log, not both.');
  if (data === undefined) throw new CommandFailure(2, 'Give a table with --data <file>, or --log for the decision log.');
  const columns = tableColumns(options, await flowOfModel(search, context));
  return readFeatureTable(data, { columns, inputs: artifact.inputs }, () => undefined);
}

async function scoreAll(
  version: OpenVersion,
  table: FeatureTable,
): Promise<{ metrics: Metrics; scored: { scores: Float64Array; labels: Uint8Array } }> {
  const rows = Uint32Array.from(table.labels, (_, row) => row);
  const scores = await version.score(table, rows);
  try {
    return { metrics: measure(table, rows, scores), scored: { scores, labels: pickLabels(table, rows) } };
  } catch (error) {
    if (error instanceof RangeError) throw new CommandFailure(2, `This cannot be measured: ${error.message}.`);
    throw error;
  }
}

/** The features that moved furthest from the profile that the version was published with. */
function driftText({ featureProfile }: Artifact, table: FeatureTable): string {
  if (featureProfile === undefined) return 'The version carries no profile of its features to compare with.';
  const rows = profileRows(featureProfile, table).slice(0, 5);
  return `Furthest from the profile it was published with (population stability index over 20 bins):\n${plainTable(
    ['feature', 'PSI', 'missing then', 'missing now'],
    rows.map(({ fact, psi, missingBefore, missingAfter }) => [fact, psi.toFixed(4), missingBefore.toFixed(4), missingAfter.toFixed(4)]),
  )}`;
}
