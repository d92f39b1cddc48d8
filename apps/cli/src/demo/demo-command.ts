import { Option, type Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { CommandFailure } from '../command-failure.js';
import { ensureFilesWritable } from '../ensure-writable.js';
import { shippedMaps } from '../map/load-map.js';
import { ServiceClient } from '../service/service-client.js';
import { writeWhole } from '../whole-file.js';
import { wholeNumber } from '../whole-number.js';
import { openCsvSource } from './csv-source.js';
import { checkLabels } from './check-labels.js';
import { compareShadows, NO_SHADOWS, type ShadowReport } from './compare-shadows.js';
import { readFlow } from './read-flow.js';
import type { Summary } from './summary.js';
import type { Terminal } from '../terminal.js';
import { thousands } from '../thousands.js';
import { showProgress } from './progress.js';
import { hasFailed, renderSummary } from './render-summary.js';
import { runDemo } from './run-demo.js';
import { SIMULATED_FLOWS, simulatedSource, type SimulatedFlow } from './simulated-source.js';
import type { OpenedSource } from './transaction.js';

interface DemoOptions {
  readonly flow: SimulatedFlow;
  readonly count: number;
  readonly seed: number;
  readonly csv?: string;
  readonly map?: string;
  readonly limit?: number;
  readonly concurrency: number;
  readonly compare: number;
  readonly labels: boolean;
  readonly json?: string;
}

/** Latencies of all answers are kept to the end. */
const MAX_ROWS = 10_000_000;

/** `gavel demo`. */
export function registerDemo(program: Command, context: CommandContext): void {
  program
    .command('demo')
    .description('stream simulated or recorded transactions through the running service, and add up what it answers')
    .addOption(new Option('--flow <flow>', 'what is simulated').choices(SIMULATED_FLOWS).default('card-fraud'))
    .option('--count <n>', 'simulated payments or applications', wholeNumber(1, 1_000_000), 5000)
    .option('--seed <n>', 'seed of the simulation: the same seed, count and day give the same ones', wholeNumber(0, 999_999_999), 1)
    .option('--csv <file>', 'send the rows of a CSV file instead (.gz is unpacked)')
    .option('--map <map>', 'how its rows become requests: a map file, or the name of a map that comes with Gavel')
    .option('--limit <n>', 'rows of the CSV file at most (default: all)', wholeNumber(1, MAX_ROWS))
    .option('--concurrency <n>', 'requests at once; those of one customer are always sent in order', wholeNumber(1, 256), 16)
    .option('--compare <n>', 'decisions read back to compare champion and shadows', wholeNumber(0, 1_000_000), 2000)
    .option('--no-labels', 'do not send labels, even where they are known')
    .option('--json <file>', 'write the summary to a file')
    .addHelpText(
      'after',
      '\nThe service is looked for at GAVEL_URL (http://localhost:8080), with the key in GAVEL_API_KEY if it wants one.',
    )
    .action((options: DemoOptions) => demo(options, context));
}

async function demo(options: DemoOptions, { terminal, settings, finish }: CommandContext): Promise<void> {
  await ensureFilesWritable(options.json);
  const opened = await openSource(options);
  const client = new ServiceClient(settings(), { connections: options.concurrency });
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.once('SIGINT', onInterrupt);
  try {
    const summary = await stream({ options, opened, client, terminal }, stop.signal);
    terminal.out(renderSummary(summary));
    if (options.json !== undefined) await writeWhole(options.json, `${JSON.stringify(summary, null, 2)}\n`);
    if (hasFailed(summary)) finish(1);
  } finally {
    process.off('SIGINT', onInterrupt);
    client.close();
  }
}

interface Parts {
  readonly options: DemoOptions;
  readonly opened: OpenedSource;
  readonly client: ServiceClient;
  readonly terminal: Terminal;
}

async function stream({ options, opened, client, terminal }: Parts, signal: AbortSignal): Promise<Summary> {
  const { fields, labels, candidates } = await readFlow(client, opened.flow);
  if (options.labels) checkLabels(opened, labels);
  const source = opened.open(fields);
  terminal.err(`Sending ${thousands(source.total)} ${source.title} to ${opened.flow} at ${client.url} …`);
  return runDemo({
    client,
    flow: opened.flow,
    source,
    concurrency: options.concurrency,
    sendsLabels: options.labels,
    labels,
    compareAtMost: candidates.length === 0 ? 0 : options.compare,
    compare: (decisionIds) => compare(client, decisionIds, terminal),
    progress: showProgress(terminal, source.total, () => performance.now()),
    signal,
  });
}

async function compare(client: ServiceClient, decisionIds: readonly string[], terminal: Terminal): Promise<ShadowReport> {
  if (decisionIds.length === 0) return NO_SHADOWS;
  terminal.err(`Reading ${thousands(decisionIds.length)} decisions back to compare champion and candidates …`);
  const progress = showProgress(terminal, decisionIds.length, () => performance.now());
  const report = await compareShadows(client, decisionIds, { onRead: (done) => progress.report(done) });
  progress.end(decisionIds.length);
  return report;
}

/** A summary that cannot be written should be known before the run and not after it. */
async function openSource({ flow, csv, map, limit = MAX_ROWS, count, seed }: DemoOptions): Promise<OpenedSource> {
  if (csv === undefined && map !== undefined) throw new CommandFailure(2, '--map needs the file it is for: add --csv <file>.');
  if (csv === undefined) return simulatedSource({ flow, count, seed, nowMs: Date.now() });
  if (map !== undefined) return openCsvSource({ csv, map, limit });
  throw new CommandFailure(
    2,
    `--csv needs a map that says how rows become requests: add --map <file>, or the name of one that comes with Gavel: ${(await shippedMaps()).join(', ')}.`,
  );
}
