import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { deriveFeatures, readsFor, requestEvent, type Catalogue, type JsonObject } from '@gavel/engine';
import { InProcessCounters } from '@gavel/store';
import type { Metrics } from '../metrics.js';
import { table } from '../table.js';
import { csvRows, timestampOf, type CsvRow } from './csv-rows.js';
import { loadFixture } from './load-fixture.js';

const FOLDER = resolve(import.meta.dirname, '../../../../shared/data/handbook');
const MONTHS = ['04', '05', '06', '07', '08'];
const TOLERANCE = 1e-6;

/** The published column of each feature. */
const COLUMNS: Readonly<Record<string, string>> = {
  amount: 'TX_AMOUNT',
  isWeekend: 'TX_DURING_WEEKEND',
  isNight: 'TX_DURING_NIGHT',
  ...Object.fromEntries(
    [1, 7, 30].flatMap((days) => [
      [`customerCount${days}d`, `CUSTOMER_ID_NB_TX_${days}DAY_WINDOW`],
      [`customerMean${days}d`, `CUSTOMER_ID_AVG_AMOUNT_${days}DAY_WINDOW`],
      [`terminalCount${days}d`, `TERMINAL_ID_NB_TX_${days}DAY_WINDOW`],
      [`terminalRisk${days}d`, `TERMINAL_ID_RISK_${days}DAY_WINDOW`],
    ]),
  ),
};

interface Checked {
  rows: number;
  mismatches: string[];
  /** Rows of a customer or terminal with another payment in the same second: which came first is not said. */
  ties: number;
  tieMismatches: number;
}

/** The Handbook's 15 features, from a features.json, against the published values. */
export async function handbookPart(): Promise<Metrics> {
  if (!existsSync(FOLDER)) {
    process.stdout.write('not run: the Handbook check, because its data set is not there\n\n');
    return {};
  }
  const published = new Map<string, CsvRow>();
  for await (const row of csvRows(join(FOLDER, 'handbook_features_check.csv.gz'))) published.set(row['TRANSACTION_ID'] ?? '', row);
  const { catalogue } = await loadFixture('handbook');
  const startMs = performance.now();
  const checked: Checked = { rows: 0, mismatches: [], ties: 0, tieMismatches: 0 };
  const payments = await replay(catalogue, published, checked);
  const seconds = (performance.now() - startMs) / 1000;
  print(checked, payments, seconds);
  return { handbook_feature_mismatches: checked.mismatches.length, handbook_rows: checked.rows };
}

async function replay(catalogue: Catalogue, published: ReadonlyMap<string, CsvRow>, checked: Checked): Promise<number> {
  const counters = new InProcessCounters({ maxEventsPerKey: 100_000 });
  const tied = await tiesOf(published);
  let payments = 0;
  for await (const row of rows()) {
    payments += 1;
    const request = requestOf(row);
    const event = requestEvent(catalogue, request, Date.parse(timestampOf(row['TX_DATETIME'] ?? '')));
    const wanted = published.get(row['TRANSACTION_ID'] ?? '');
    if (wanted === undefined) await counters.add('handbook', event);
    else {
      const reads = readsFor(catalogue, request);
      const { values } = await counters.observe('handbook', event, reads.counterReads);
      const { features } = deriveFeatures(catalogue, reads, values);
      compare({ ...request, ...features }, wanted, checked, tied.has(event.id));
    }
    if (row['TX_FRAUD'] === '1')
      await counters.label('handbook', { eventId: event.id, atMs: event.atMs, keys: event.keys, isPositive: true });
  }
  return payments;
}

async function* rows(): AsyncGenerator<CsvRow> {
  for (const month of MONTHS) yield* csvRows(join(FOLDER, `handbook_tx_2018-${month}.csv.gz`));
}

function requestOf(row: CsvRow): JsonObject {
  return {
    transactionId: row['TRANSACTION_ID'] ?? '',
    eventTime: timestampOf(row['TX_DATETIME'] ?? ''),
    customerId: row['CUSTOMER_ID'] ?? '',
    terminalId: row['TERMINAL_ID'] ?? '',
    amount: Number(row['TX_AMOUNT']),
  };
}

/** Rows to check whose customer or terminal has another payment in the same second. */
async function tiesOf(published: ReadonlyMap<string, CsvRow>): Promise<ReadonlySet<string>> {
  const lastOf = new Map<string, string>();
  const tied = new Set<string>();
  for await (const row of rows()) {
    const id = row['TRANSACTION_ID'] ?? '';
    for (const field of ['CUSTOMER_ID', 'TERMINAL_ID']) {
      const key = `${field}/${row[field]}`;
      const [time, last = ''] = (lastOf.get(key) ?? '').split('#');
      if (time === row['TX_DATETIME']) for (const one of [id, last]) if (published.has(one)) tied.add(one);
      lastOf.set(key, `${row['TX_DATETIME']}#${id}`);
    }
  }
  return tied;
}

function compare(facts: Readonly<Record<string, unknown>>, wanted: CsvRow, checked: Checked, isTied: boolean): void {
  const faults = Object.entries(COLUMNS).filter(([name, column]) => !(Math.abs(Number(facts[name]) - Number(wanted[column])) <= TOLERANCE));
  checked.rows += 1;
  if (isTied) {
    checked.ties += 1;
    checked.tieMismatches += faults.length;
    return;
  }
  checked.mismatches.push(
    ...faults.map(([name, column]) => `${wanted['TRANSACTION_ID']}: ${name} is ${String(facts[name])} instead of ${wanted[column]}`),
  );
}

function print({ rows: count, mismatches, ties, tieMismatches }: Checked, payments: number, seconds: number): void {
  const heading = ['Handbook', 'rows', 'values', 'mismatches'];
  const lines = [
    ['without a tie', String(count - ties), String((count - ties) * 15), String(mismatches.length)],
    ['with a tie', String(ties), String(ties * 15), String(tieMismatches)],
  ];
  process.stdout.write(`${table(heading, lines)}\n${payments.toLocaleString('en')} payments in ${seconds.toFixed(1)} s\n`);
  process.stdout.write(`${mismatches.slice(0, 10).join('\n')}\n`);
}
