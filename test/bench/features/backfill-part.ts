import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import type { Metrics } from '../metrics.js';
import { table } from '../table.js';

const DATA = resolve(import.meta.dirname, '../../../../shared/data/handbook');
const MONTHS = ['04', '05', '06', '07', '08'];
const GAVEL = resolve(import.meta.dirname, '../../../apps/cli/dist/main.js');
const PANDAS = resolve(import.meta.dirname, 'backfill-pandas.py');
/** Only this comparison needs it, so it is installed here, at the first run, where the system's Python has none. */
const VENV = resolve(import.meta.dirname, '../../../node_modules/.cache/gavel/pandas');
const FEATURES = 15;

const POLICY = {
  bands: [],
  precedence: ['denyList', 'hardBlock', 'allowList', 'score', 'review', 'pass'],
  unknownRules: { block: 'review', review: 'review' },
  unknownReason: 'UNKNOWN_RULE',
  fallback: [{ name: 'all', outcome: 'review', reason: 'UNKNOWN_RULE' }],
  lists: {},
  reasons: { UNKNOWN_RULE: 'Something is not known.' },
};
const MAP = {
  flow: 'handbook',
  request: {
    transactionId: { column: 'TRANSACTION_ID' },
    eventTime: { column: 'TX_DATETIME', as: 'time', format: 'yyyy-MM-dd HH:mm:ss' },
    customerId: { column: 'CUSTOMER_ID' },
    terminalId: { column: 'TERMINAL_ID' },
    amount: { column: 'TX_AMOUNT', as: 'number' },
  },
  label: { column: 'TX_FRAUD', table: { '1': 'fraud', '0': 'genuine' } },
};

/** What a run cost. */
interface Cost {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

/** Told by the process itself at its end, so that all its threads are in it. */
const REPORT_COST = `data:text/javascript,process.on('exit',()=>{const u=process.resourceUsage();process.stderr.write('COST '+JSON.stringify({cpuSeconds:(u.userCPUTime+u.systemCPUTime)/1e6,peakMb:u.maxRSS/1024})+'\\n')})`;

/**
 * The Handbook's 15 features by `gavel backfill` on two threads and by pandas, from the same CSV file to a CSV file. Metrics:
 * `backfill_events_per_s`, `backfill_cpu_us_per_event`, `backfill_peak_mb`, `pandas_events_per_s`, `pandas_cpu_us_per_event`,
 * `backfill_pandas_mismatches` (values that differ by more than 1e-6, over all rows and 12 windowed features).
 */
export async function backfillPart(rows = 1_466_282): Promise<Metrics> {
  if (!existsSync(DATA)) {
    process.stdout.write('not run: backfill against pandas, because the Handbook data set is not there\n\n');
    return {};
  }
  const dir = await mkdtemp(join(tmpdir(), 'gavel-backfill-bench-'));
  try {
    const csv = join(dir, 'payments.csv');
    const events = await concatenate(csv, rows);
    await writeFlow(dir);
    const out = join(dir, 'gavel.csv');
    const gavel = await runGavel(dir, csv, out);
    const pandas = await runPandas(csv, out, join(dir, 'pandas.csv'));
    print(events, gavel, pandas);
    return {
      backfill_events: events,
      backfill_events_per_s: events / gavel.seconds,
      backfill_cpu_us_per_event: (gavel.cpuSeconds * 1e6) / events,
      backfill_peak_mb: gavel.peakMb,
      ...(pandas === undefined
        ? {}
        : {
            pandas_events_per_s: events / pandas.seconds,
            pandas_cpu_us_per_event: (pandas.cpuSeconds * 1e6) / events,
            pandas_peak_mb: pandas.peakMb,
            backfill_pandas_mismatches: pandas.mismatches,
          }),
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function concatenate(path: string, most: number): Promise<number> {
  const out = createWriteStream(path);
  let events = 0;
  for (const [index, month] of MONTHS.entries()) {
    let isHeader = true;
    const source = createReadStream(join(DATA, `handbook_tx_2018-${month}.csv.gz`)).pipe(createGunzip());
    for await (const line of createInterface({ input: source })) {
      if (isHeader && index > 0) isHeader = false;
      else if (events < most || isHeader) {
        if (!isHeader) events += 1;
        isHeader = false;
        if (!out.write(`${line}\n`)) await new Promise<void>((resume) => void out.once('drain', () => resume()));
      }
    }
  }
  await new Promise<void>((done) => void out.end(() => done()));
  return events;
}

async function writeFlow(dir: string): Promise<void> {
  const flow = join(dir, 'rules', 'handbook');
  await mkdir(flow, { recursive: true });
  for (const name of ['flow.json', 'features.json']) await copyFile(join(import.meta.dirname, 'handbook', name), join(flow, name));
  await writeFile(join(flow, 'policy.json'), JSON.stringify(POLICY));
  await writeFile(join(dir, 'map.json'), JSON.stringify(MAP));
}

async function runGavel(dir: string, csv: string, out: string): Promise<Cost> {
  const features = JSON.parse(await readFile(join(dir, 'rules/handbook/features.json'), 'utf8')) as { features: { name: string }[] };
  const names = features.features.map(({ name }) => name).filter((name) => name !== 'localHour');
  const wanted = ['--features', names.join(','), '--fields', 'amount', '--workers', '2'];
  const args = [
    '--import',
    REPORT_COST,
    GAVEL,
    'backfill',
    'handbook',
    '--rules',
    join(dir, 'rules'),
    '--csv',
    csv,
    '--map',
    join(dir, 'map.json'),
  ];
  const startMs = performance.now();
  const { stderr } = await promisify(execFile)(process.execPath, [...args, '--out', out, ...wanted], { maxBuffer: 1 << 24 });
  const seconds = (performance.now() - startMs) / 1000;
  const cost = /^COST (.*)$/m.exec(stderr)?.[1];
  if (cost === undefined) throw new Error(`gavel backfill told nothing of its cost: ${stderr}`);
  return { seconds, ...(JSON.parse(cost) as Omit<Cost, 'seconds'>) };
}

async function runPandas(csv: string, ours: string, out: string): Promise<(Cost & { readonly mismatches: number }) | undefined> {
  const python = await pythonWithPandas();
  if (python === undefined) {
    process.stdout.write('not run: pandas, because it is not there and cannot be installed\n');
    return undefined;
  }
  const { stdout } = await promisify(execFile)(python, [PANDAS, csv, out, ours], { maxBuffer: 1 << 24 });
  return JSON.parse(stdout) as Cost & { mismatches: number };
}

async function pythonWithPandas(): Promise<string | undefined> {
  const own = join(VENV, 'bin', 'python');
  for (const python of ['python3', own]) if (await succeeds(python, ['-c', 'import pandas'])) return python;
  if (!(await succeeds('python3', ['-m', 'venv', VENV]))) return undefined;
  return (await succeeds(own, ['-m', 'pip', 'install', '--quiet', 'pandas'])) ? own : undefined;
}

function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  return promisify(execFile)(command, [...args]).then(
    () => true,
    () => false,
  );
}

function print(events: number, gavel: Cost, pandas: (Cost & { mismatches: number }) | undefined): void {
  const row = (name: string, { seconds, cpuSeconds, peakMb }: Cost): string[] => [
    name,
    Math.round(events / seconds).toLocaleString('en'),
    ((cpuSeconds * 1e6) / events).toFixed(1),
    Math.round(peakMb).toLocaleString('en'),
  ];
  const rows = [row('gavel backfill, 2 threads', gavel), ...(pandas === undefined ? [] : [row('pandas', pandas)])];
  process.stdout.write(`${events.toLocaleString('en')} payments, ${FEATURES} features, CSV to CSV\n`);
  process.stdout.write(`${table(['', 'events/s', 'CPU µs/event', 'peak MB'], rows)}\n`);
  if (pandas !== undefined) process.stdout.write(`values that differ: ${pandas.mismatches}\n`);
  process.stdout.write('\n');
}
