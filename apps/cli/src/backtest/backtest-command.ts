import { InvalidArgumentError, type Command } from 'commander';
import { htmlReport, runBacktest, type BacktestTerms } from '@gavel/backtest';
import type { BacktestReport, EventPeriod } from '@gavel/engine';
import type { CommandContext } from '../command-context.js';
import { CommandFailure } from '../command-failure.js';
import { ensureFilesWritable } from '../ensure-writable.js';
import { showProgress } from '../demo/progress.js';
import { thousands } from '../thousands.js';
import { writeWhole } from '../whole-file.js';
import { wholeNumber } from '../whole-number.js';
import { openSides, type SideOptions } from './open-sides.js';
import { renderBacktest } from './render-backtest.js';

interface BacktestCommandOptions extends SideOptions {
  readonly from?: number;
  readonly to?: number;
  readonly labelAgeDays?: number;
  readonly presumeGenuine?: boolean;
  readonly json?: string;
  readonly html?: string;
}

/** How long labels take to arrive, unless it is said; the labels of a file are final. */
const LABEL_AGE_DAYS = 30;

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
      '\nDecisions are read from DATABASE_URL, or from the embedded database in GAVEL_DATA_DIR (.gavel), also while the service runs.\nExit code: 0 done, 1 a recorded verdict is not what its own policy says here, 2 asked wrongly, or nothing could be judged or written.',
    )
    .action((flow: string, options: BacktestCommandOptions) => backtest(flow, options, context));
}

async function backtest(flow: string, options: BacktestCommandOptions, { terminal, settings, finish }: CommandContext): Promise<void> {
  const period = periodOf(options);
  await ensureFilesWritable(options.json, options.html);
  const { source, hash, ...sides } = await openSides(flow, options, { settings: settings(), period });
  try {
    terminal.err(`Judging ${thousands(source.total)} ${source.title} by the candidate ${hash.slice(0, 12)}… …`);
    const progress = showProgress(terminal, source.total, () => performance.now());
    const found = await runBacktest(source, { ...sides, ...termsOf(options) }, { onProgress: (done) => progress.report(done) });
    const report = told(found.report, options);
    const notes = [...source.notes, ...found.notes];
    progress.end(report.decisions.read);
    checkCompared(report, notes, source.title);
    terminal.out(renderBacktest(report, notes));
    await write(options, report, notes);
    if (report.sameVerdicts.same < report.sameVerdicts.judgedAgain) finish(1);
  } finally {
    await source.close();
  }
}

/** A report on nothing reads like one on a policy that changes nothing. */
function checkCompared({ decisions }: BacktestReport, notes: readonly string[], title: string): void {
  if (decisions.compared > 0) return;
  const why = decisions.read === 0 ? `There is nothing to judge among the ${title}` : `None of the ${title} can be compared`;
  throw new CommandFailure(2, [`${why}: no report is made.`, ...notes].join('\n'));
}

function termsOf({ csv, labelAgeDays, presumeGenuine, amount }: BacktestCommandOptions): Omit<BacktestTerms, 'candidate'> {
  return {
    asOfMs: Date.now(),
    labelAgeDays: labelAgeDays ?? (csv === undefined ? LABEL_AGE_DAYS : 0),
    presumeGenuine: presumeGenuine === true,
    ...(amount === undefined ? {} : { amountFact: amount }),
  };
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
    await writeWhole(path, text());
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
