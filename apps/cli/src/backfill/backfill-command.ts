import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { InvalidArgumentError, type Command } from 'commander';
import { durationMs, type Policy } from '@gavel/engine';
import { openLog } from '../backtest/log-source.js';
import { policyInFolder } from '../flows/policy-folder.js';
import type { CommandContext } from '../command-context.js';
import { CommandFailure } from '../command-failure.js';
import { counted } from '../counted.js';
import { thousands } from '../thousands.js';
import { openWholeFile, type WholeFile } from '../whole-file.js';
import { wholeNumber } from '../whole-number.js';
import type { OutputShape } from './backfill-messages.js';
import { showBackfillProgress } from './backfill-progress.js';
import { csvSource, jsonLinesSource, logSource, type BackfillSource } from './backfill-source.js';
import { headerLine, OWN_COLUMNS } from './row-writer.js';
import { runBackfill, type BackfillReport } from './run-backfill.js';

type Mode = 'as-known' | 'as-corrected';

interface BackfillOptions {
  readonly rules?: string;
  readonly csv?: string;
  readonly jsonl?: string;
  readonly map?: string;
  readonly out: string;
  readonly overwrite?: boolean;
  readonly asCorrected?: boolean;
  readonly features?: string;
  readonly fields?: string;
  readonly labelAfter?: number;
  readonly lateness?: number;
  readonly workers?: number;
}

const DAY_MS = 86_400_000;

/** `gavel backfill`. */
export function registerBackfill(program: Command, context: CommandContext): void {
  program
    .command('backfill')
    .description('compute the features of a flow for a history: of a CSV or JSON lines file, or of the decision log')
    .argument('<flow>', 'name of the flow')
    .requiredOption('--out <file>', 'where features go: a file.csv or file.jsonl, or - for CSV on the standard output')
    .option('--overwrite', 'write over the file if it is there')
    .option('--csv <file>', 'rows of a CSV file, in the order in which they arrived (.gz is unpacked); needs --map')
    .option('--jsonl <file>', 'lines of a JSON lines file: requests of the flow, or with --map whatever it makes requests of')
    .option('--map <map>', 'how rows become requests: a map file, or the name of a map that comes with Gavel')
    .option('--as-corrected', 'let each event see all that belongs before it, also what arrived later (default: as known then)')
    .option('--features <names>', 'features to write, with commas between them (default: all)')
    .option('--fields <names>', 'request fields to write too, with commas between them')
    .option(
      '--label-after <time>',
      'as known: how long after its event a label of the file became known, e.g. 7d (default: at once)',
      duration,
    )
    .option('--lateness <time>', 'as corrected: how late an event may arrive (default: 1d)', duration)
    .option('--workers <n>', 'threads (default: as many as there are cores)', wholeNumber(1, 64))
    .option('--rules <dir>', 'the folder that holds the flows (default: GAVEL_RULES_DIR, or rules)')
    .addHelpText(
      'after',
      '\nWithout --csv or --jsonl the decision log is read: DATABASE_URL, or the embedded database in GAVEL_DATA_DIR (.gavel).\nColumns: id, time, label, group (who keeps the same model version: the customer), fields, features. Missing is an empty cell.\nExit code: 0 done, 1 failed, 2 asked wrongly.',
    )
    .action((flow: string, options: BackfillOptions) => backfill(flow, options, context));
}

async function backfill(flow: string, options: BackfillOptions, { terminal, settings }: CommandContext): Promise<void> {
  const policy = await policyInFolder(options.rules ?? settings().rulesDir, flow);
  const mode: Mode = options.asCorrected === true ? 'as-corrected' : 'as-known';
  const output = outputOf(policy, options);
  await checkOut(options);
  const source = await sourceOf(policy, mode, options, settings);
  let sink: WholeFile | undefined;
  try {
    terminal.err(
      `Computing ${counted(output.features.length, 'feature')} of ${source.title}, ${mode === 'as-known' ? 'as known then' : 'as corrected'} …`,
    );
    const progress = showBackfillProgress(terminal, () => performance.now());
    sink = await openSink(options.out, terminal);
    if (output.as === 'csv') await sink.write(new TextEncoder().encode(headerLine(output)));
    const report = await runBackfill({
      policy,
      start: { rows: source.rows, output, mode, latenessMs: options.lateness ?? DAY_MS, labelAfterMs: options.labelAfter ?? 0 },
      workers: options.workers ?? availableParallelism(),
      blocks: source.blocks,
      linesBefore: source.linesBefore,
      write: sink.write,
      onProgress: (rows, readBytes) => progress.report(rows, source.size === 0 ? 1 : readBytes / source.size),
    });
    if (report.rows === 0)
      throw new CommandFailure(2, [`There is no row to write of ${source.title}.`, ...report.refused.notes()].join('\n'));
    await sink.end();
    progress.end(report.rows);
    for (const line of notesOf(report, policy, { ...options, mode })) terminal.err(line);
  } finally {
    await sink?.drop();
    await source.close();
  }
}

function sourceOf(
  policy: Policy,
  mode: Mode,
  { csv, jsonl, map }: BackfillOptions,
  settings: CommandContext['settings'],
): Promise<BackfillSource> {
  if (csv !== undefined && jsonl !== undefined) throw new CommandFailure(2, 'Give --csv or --jsonl, not both.');
  if (csv !== undefined) {
    if (map === undefined) throw new CommandFailure(2, 'With --csv, say with --map how its rows become requests.');
    return csvSource(csv, map, policy.flow);
  }
  if (jsonl !== undefined) return jsonLinesSource(jsonl, map, policy.flow);
  return openLog(settings()).then((store) => logSource(store, policy, mode));
}

function outputOf({ catalogue, flow }: Policy, { out, features, fields }: BackfillOptions): OutputShape {
  const known = catalogue.definitions.map(({ name }) => name);
  const wanted = features === undefined ? known : namesIn(features);
  const properties = Object.keys(Object(flow.request['properties']));
  const given = fields === undefined ? [] : namesIn(fields);
  const strangers = [
    ...wanted
      .filter((name) => !known.includes(name))
      .map((name) => `There is no feature ${JSON.stringify(name)}; gavel features ${flow.name} lists them.`),
    ...given
      .filter((name) => !properties.includes(name))
      .map((name) => `There is no request field ${JSON.stringify(name)}; there is: ${properties.join(', ')}.`),
    ...OWN_COLUMNS.filter((name) => wanted.includes(name) || given.includes(name)).map(
      (name) => `${JSON.stringify(name)} would stand twice in the output.`,
    ),
  ];
  if (strangers.length > 0) throw new CommandFailure(2, strangers.join('\n'));
  return { as: /\.(jsonl|ndjson)$/.test(out) ? 'jsonl' : 'csv', fields: given, features: wanted };
}

function namesIn(text: string): readonly string[] {
  return text.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
}

/** A file of features took hours, perhaps; pipes and devices hold nothing that could be lost. */
async function checkOut({ out, overwrite }: BackfillOptions): Promise<void> {
  const found = out === '-' ? undefined : await stat(out).catch(() => undefined);
  if (found?.isDirectory()) throw new CommandFailure(2, `${out} is a folder: name a file in it.`);
  if (found?.isFile() && overwrite !== true)
    throw new CommandFailure(2, `${out} is there already: name another file, or write over it with --overwrite.`);
}

async function openSink(out: string, terminal: CommandContext['terminal']): Promise<WholeFile> {
  if (out !== '-') return openWholeFile(out, (line) => terminal.err(line));
  const decoder = new TextDecoder();
  return {
    write: async (bytes) => terminal.out(decoder.decode(bytes).replace(/\n$/, '')),
    end: async () => undefined,
    drop: async () => undefined,
  };
}

function notesOf(
  { rows, refused, tooLate }: BackfillReport,
  { catalogue }: Policy,
  { mode, csv, jsonl, labelAfter, out }: BackfillOptions & { readonly mode: Mode },
): readonly string[] {
  const isFile = csv !== undefined || jsonl !== undefined;
  const readsLabels = catalogue.definitions.some(
    (definition) => 'aggregate' in definition && definition.aggregate === 'fraudShare' && definition.delay === undefined,
  );
  return [
    `${thousands(rows)} rows${out === '-' ? '' : ` in ${out}`}.`,
    ...refused.notes(),
    ...(tooLate === 0 ? [] : [`${counted(tooLate, 'row')} came later than --lateness allows: rows before them did not see them.`]),
    ...(isFile && readsLabels && mode === 'as-known' && labelAfter === undefined
      ? [
          'A feature reads labels without a delay, and labels of the file were taken for known at once: say with --label-after when they were.',
        ]
      : []),
  ];
}

function duration(text: string): number {
  if (/^[1-9]\d{0,4}[smhd]$/.test(text)) return durationMs(text);
  throw new InvalidArgumentError('Write it as 30s, 10m, 24h or 7d.');
}
