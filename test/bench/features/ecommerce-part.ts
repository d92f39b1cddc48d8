import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { deriveFeatures, readsFor, requestEvent, type JsonObject } from '@gavel/engine';
import { InProcessCounters } from '@gavel/store';
import type { Metrics } from '../metrics.js';
import { figure, table } from '../table.js';
import { csvRows, timestampOf } from './csv-rows.js';
import { loadFixture } from './load-fixture.js';
import { NaiveEntities } from './naive-entities.js';

const FILE = resolve(import.meta.dirname, '../../../../shared/data/ecommerce/ecom_device_ip.csv.gz');
const NAMES = ['deviceAccounts90d', 'groupAccounts', 'groupGrowth1d'] as const;
const LEAST = [2, 3, 5, 10];

interface Purchase {
  readonly atMs: number;
  readonly request: JsonObject;
  readonly isFraud: boolean;
}

interface Flagged {
  rows: number;
  frauds: number;
}

/** Accounts per device and per group at purchase time, against a scan that knows nothing of histories and unions. */
export async function ecommercePart(): Promise<Metrics> {
  if (!existsSync(FILE)) {
    process.stdout.write('not run: the entity check, because the e-commerce data set is not there\n\n');
    return {};
  }
  const { catalogue } = await loadFixture('ecommerce');
  const counters = new InProcessCounters();
  const naive = new NaiveEntities(40);
  const flagged = new Map<string, Flagged>();
  let mismatches = 0;
  for (const { atMs, request, isFraud } of await purchases()) {
    const reads = readsFor(catalogue, request);
    const { values } = await counters.observe('ecommerce', requestEvent(catalogue, request, atMs), reads.counterReads);
    const { features } = deriveFeatures(catalogue, reads, values);
    const scanned = naive.next(request, atMs);
    for (const name of NAMES) {
      if (features[name] !== scanned[name]) mismatches += 1;
      count(flagged, `ours ${name}`, Number(features[name] ?? 0), isFraud);
      count(flagged, `scan ${name}`, scanned[name], isFraud);
    }
  }
  print(flagged, mismatches);
  return { entity_mismatches: mismatches, ...precisions(flagged) };
}

async function purchases(): Promise<readonly Purchase[]> {
  const found: Purchase[] = [];
  for await (const row of csvRows(FILE)) {
    const eventTime = timestampOf(row['purchase_time'] ?? '');
    const ip = row['ip_address'] ?? '';
    const request = {
      userId: row['user_id'] ?? '',
      eventTime,
      deviceId: row['device_id'] ?? '',
      value: Number(row['purchase_value']),
      ...(ip === '' ? {} : { ip }),
    };
    found.push({ atMs: Date.parse(eventTime), request, isFraud: row['is_fraud'] === '1' });
  }
  return found.toSorted((a, b) => a.atMs - b.atMs);
}

function count(flagged: Map<string, Flagged>, name: string, accounts: number, isFraud: boolean): void {
  for (const least of LEAST) {
    if (accounts < least) continue;
    const key = `${name} ${least}`;
    const tally = flagged.get(key) ?? { rows: 0, frauds: 0 };
    tally.rows += 1;
    if (isFraud) tally.frauds += 1;
    flagged.set(key, tally);
  }
}

function precisionOf(flagged: ReadonlyMap<string, Flagged>, key: string): number {
  const { rows, frauds } = flagged.get(key) ?? { rows: 0, frauds: 0 };
  return rows === 0 ? 0 : frauds / rows;
}

function precisions(flagged: ReadonlyMap<string, Flagged>): Metrics {
  return Object.fromEntries(
    LEAST.map((least) => [`device_shared_${least}_precision`, precisionOf(flagged, `ours deviceAccounts90d ${least}`)]),
  );
}

function print(flagged: ReadonlyMap<string, Flagged>, mismatches: number): void {
  const lines = NAMES.slice(0, 2).flatMap((name) =>
    LEAST.map((least) => {
      const key = `${name} ${least}`;
      const rows = flagged.get(`ours ${key}`)?.rows ?? 0;
      const [ours, scan] = ['ours', 'scan'].map((who) => precisionOf(flagged, `${who} ${key}`).toFixed(6));
      return [`${name} ≥ ${least}`, figure(rows), ours ?? '', scan ?? ''];
    }),
  );
  process.stdout.write(`${table(['e-commerce', 'purchases', 'precision', 'of a scan'], lines)}\n${mismatches} values differ\n\n`);
}
