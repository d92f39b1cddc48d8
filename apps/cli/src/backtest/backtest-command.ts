import { writeFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { createBacktest, type BacktestReport, type EventPeriod } from '@gavel/engine';
import type { CommandContext } from '../command-context.js';
import { CommandFailure } from '../command-failure.js';
import { showProgress } from '../demo/progress.js';
import { thousands } from '../thousands.js';
import { wholeNumber } from '../whole-number.js';
import type { DecisionSource } from './decision-source.js';
import { htmlReport } from './html-report.js';
import { openSides, type SideOptions } from './open-sides.js';
import { renderBacktest } from './render-backtest.js';

interface BacktestCommandOptions extends SideOptions {
  readonly from?: number;
  readonly to?: number;
  readonly labelAgeDays?: number;
  readonly presumeGenuine?: boolean;
  readonly amount?: string;
  readonly json?: string;
  readonly html?: string;
}

/** How long labels take to arrive, unless it is said; the labels of a file are final. */
const LABEL_AGE_DAYS = 30;
/** Decisions between two looks at the event loop. */
const PER_TURN = 500;

/** `gavel backtest`. */
export function registerBacktest(program: Command, context: CommandContext): void {
  program
    .command('backtest')
    .description('what a candidate policy would have decided, over recorded decisions or the rows of a CSV file')
    .argument('<flow>', 'name of the flow')
    .option('--candidate <dir>', 'rules folder with the changed flow (default: the rules folder as it stands on disk)')
    .option('--current <dir>', 'rules folder to compare with (default: the recorded verdicts; with --csv the rules folder)')
    .option('--rules <dir>', 'the folder that holds the flows (default: GAVEL_RULES_DIR, or rules)')
    .option('--model <version>', "judge the candidate by this version's scores, as the shadow recorded them")
    .option('--csv <file>', 'rows of a CSV file in the place of the decision log, in order of time (.gz is unpacked)')
    .option('--map <map>', 'how its rows become requests: a map file, or the name of a map that comes with Gavel')
    .option('--score', 'with --csv: score each row with the models (GAVEL_MODELS_DIR); without, rules and lists decide alone')
    .option('--from <time>', 'first event time (ISO 8601)', instant)
    .option('--to <time>', 'event time to end before (ISO 8601)', instant)
    .option('--label-age-days <n>', `days until labels have arrived (default: ${LABEL_AGE_DAYS}; with --csv 0)`, wholeNumber(0, 3650))
    .option('--presume-genuine', 'take decisions of that age without a label for good ones (genuine, repaid)')
    .option('--amount <fact>', 'request field or feature that is summed up as money (default: amountEur, or amount)')
    .option('--json <file>', 'write the report to a file')
    .option('--html <file>', 'write the report as one HTML page with plots')
    .addHelpText(
      'after',
      '\nDecisions are read from DATABASE_URL, or from the embedded database in GAVEL_DATA_DIR (.gavel), also while the service runs.\nExit code: 0 done, 1 a recorded verdict is not what its own policy says here, 2 asked wrongly.',
    )
    .action((flow: string, options: BacktestCommandOptions) => backtest(flow, options, context));
}

async function backtest(flow: string, options: BacktestCommandOptions, { terminal, settings, finish }: CommandContext): Promise<void> {
  const period = periodOf(options);
  const { source, candidate, current, modelVersion } = await openSides(flow, options, { settings: settings(), period });
  try {
    terminal.err(`Judging ${thousands(source.total)} ${source.title} by the candidate ${candidate.hash.slice(0, 12)}… …`);
    const running = createBacktest({
      candidate,
      recorded: source.recorded,
      asOfMs: Date.now(),
      labelAgeDays: options.labelAgeDays ?? (options.csv === undefined ? LABEL_AGE_DAYS : 0),
      presumeGenuine: options.presumeGenuine === true,
      ...(current === undefined ? {} : { current }),
      ...(modelVersion === undefined ? {} : { modelVersion }),
      ...(options.amount === undefined ? {} : { amountFact: options.amount }),
    });
    await feed(
      source,
      running,
      showProgress(terminal, source.total, () => performance.now()),
    );
    const report = told(running.finish(), options);
    terminal.out(renderBacktest(report, source.notes));
    await write(options, report, source.notes);
    if (report.sameVerdicts.same < report.sameVerdicts.judgedAgain) finish(1);
  } finally {
    await source.close();
  }
}

async function feed(
  source: DecisionSource,
  running: ReturnType<typeof createBacktest>,
  progress: ReturnType<typeof showProgress>,
): Promise<void> {
  let done = 0;
  for await (const batch of source.batches) {
    for (const decision of batch) {
      running.add(decision);
      done += 1;
      if (done % PER_TURN === 0) await nextTurn();
    }
    progress.report(done);
  }
  progress.end(done);
}

/** The verdicts on the rows of a file were nobody's answers: they were judged here. */
function told(report: BacktestReport, { csv }: BacktestCommandOptions): BacktestReport {
  return csv === undefined ? report : { ...report, current: { ...report.current, verdicts: 'judged' } };
}

async function write({ json, html }: BacktestCommandOptions, report: BacktestReport, notes: readonly string[]): Promise<void> {
  const files = [
    { path: json, text: (): string => `${JSON.stringify({ ...report, notes }, undefined, 2)}\n` },
    { path: html, text: (): string => htmlReport(report, notes) },
  ];
  for (const { path, text } of files) {
    if (path === undefined) continue;
    await writeFile(path, text()).catch((error: unknown) => {
      throw new CommandFailure(1, `The report cannot be written to ${path}: ${error instanceof Error ? error.message : String(error)}`);
    });
  }
}

function periodOf({ from, to }: BacktestCommandOptions): EventPeriod {
  if (from !== undefined && to !== undefined && from >= to) throw new CommandFailure(2, '--from must be before --to.');
  return { ...(from === undefined ? {} : { fromMs: from }), ...(to === undefined ? {} : { toMs: to }) };
}

function instant(text: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new InvalidArgumentError('Give a time such as 2026-03-01 or 2026-03-01T12:00:00Z.');
  return ms;
}
