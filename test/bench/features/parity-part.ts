import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  compareFeatures,
  deriveFeatures,
  labelEvent,
  loadPolicy,
  ParityCheck,
  readsFor,
  requestEvent,
  type FeatureValues,
  type HistoryEntry,
  type JsonObject,
  type Policy,
  type ServedFeatures,
} from '@gavel/engine';
import { readFlowFolder } from '@gavel/files';
import { InProcessCounters } from '@gavel/store';

import { runProgram } from '../../../apps/cli/src/program.js';
import type { Metrics } from '../metrics.js';
import { table } from '../table.js';
import { csvRows, timestampOf, type CsvRow } from './csv-rows.js';
import { inProcessHistory, redisHistory, type LiveHistory } from './live-histories.js';

const DATA = resolve(import.meta.dirname, '../../../../shared/data/sparkov/sparkov_2019-01_05.csv.gz');
const RULES = resolve(import.meta.dirname, '../../../rules');
/** Events may be so late that counters still find all the history they look at. */
const MOST_LATE_MS = 20 * 3_600_000;

/** One payment as it was served. */
interface Served {
  readonly entry: HistoryEntry & { readonly what: 'decision' };
  readonly facts: ServedFeatures & { readonly sequence: number };
}

/**
 * Sparkov payments, shuffled within the lateness that is allowed, through the live path of card-fraud, with labels that come in later and
 * a restart in the middle (all forgotten, and rebuilt from what had arrived), in process and by two replicas on one Redis: every feature
 * against `gavel parity`'s replay and against `gavel backfill`. Metrics: `parity_mismatches`, `parity_values`, `parity_late_payments`.
 */
export async function parityPart(payments = 200_000): Promise<Metrics> {
  if (!existsSync(DATA)) {
    process.stdout.write('not run: parity on Sparkov, because its data set is not there\n\n');
    return {};
  }
  const loaded = loadPolicy(await readFlowFolder(join(RULES, 'card-fraud')));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  const policy = loaded.value;
  const arrivals = await shuffled(payments);
  const inProcess = await mismatchesOf(policy, inProcessHistory(policy), arrivals);
  const redis = await mismatchesOf(policy, await redisHistory(policy), arrivals);
  const backfilled = await backfillMismatches(policy, inProcess.served);
  const rows = [
    ['in process, against a replay by sequence', String(inProcess.values), String(inProcess.mismatches)],
    ['two replicas on Redis, against a replay by sequence', String(redis.values), String(redis.mismatches)],
    ['in process, against gavel backfill in 2 threads', String(backfilled.values), String(backfilled.mismatches)],
  ];
  const late = `${inProcess.late.toLocaleString('en')} of them late`;
  process.stdout.write(`${arrivals.length.toLocaleString('en')} payments, ${late}, a restart in the middle\n`);
  process.stdout.write(`${table(['as known', 'values', 'mismatches'], rows)}\n\n`);
  return {
    parity_mismatches: inProcess.mismatches + redis.mismatches + backfilled.mismatches,
    parity_values: inProcess.values + redis.values + backfilled.values,
    parity_late_payments: inProcess.late,
  };
}

interface Compared {
  readonly served: readonly Served[];
  readonly late: number;
  readonly values: number;
  readonly mismatches: number;
}

/** Serves all arrivals from a history, and compares what was served with what `gavel parity` finds by the log. */
async function mismatchesOf(policy: Policy, live: LiveHistory, arrivals: readonly Arrival[]): Promise<Compared> {
  const { history, served, late } = await serve(policy, live, arrivals);
  await live.close();
  const replay = new ParityCheck({ policy, counters: new InProcessCounters(), policyOf: async () => undefined });
  const byId = new Map(served.map((one) => [one.entry.decisionId, one]));
  for (const entry of history) {
    const one = entry.what === 'decision' ? byId.get(entry.decisionId) : undefined;
    await replay.take(entry, one === undefined ? undefined : { policy: policy.hash, facts: { ...one.facts, scores: {}, degraded: [] } });
  }
  const { features: values, mismatches } = replay.report();
  return { served, late, values, mismatches };
}

interface Arrival {
  readonly request: JsonObject;
  readonly eventTimeMs: number;
  readonly arrivesMs: number;
  readonly isFraud: boolean;
}

/** In the order of arrival: every fifth payment is up to 20 hours late. */
async function shuffled(count: number): Promise<readonly Arrival[]> {
  const arrivals: Arrival[] = [];
  let state = 1;
  for await (const row of csvRows(DATA)) {
    if (arrivals.length >= count) break;
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const eventTimeMs = Date.parse(timestampOf(row['tx_datetime'] ?? ''));
    const lateMs = state % 5 === 0 ? (state >>> 8) % MOST_LATE_MS : 0;
    arrivals.push({ request: requestOf(row), eventTimeMs, arrivesMs: eventTimeMs + lateMs, isFraud: row['is_fraud'] === '1' });
  }
  return arrivals.toSorted((a, b) => a.arrivesMs - b.arrivesMs);
}

function requestOf(row: CsvRow): JsonObject {
  const card = row['card_id'] ?? '';
  return {
    transactionId: `sparkov-${row['tx_id']}`,
    eventTime: timestampOf(row['tx_datetime'] ?? ''),
    amount: Math.round(Number(row['amount']) * 100),
    currency: 'USD',
    customerId: `customer-${card}`,
    accountId: `account-${card}`,
    cardId: `card-${card}`,
    merchantId: `merchant-${row['merchant_id']}`,
    merchantCategory: row['category'] ?? '',
    merchantCountry: 'US',
    channel: 'pos',
    position: { lat: Number(row['merch_lat']), lon: Number(row['merch_long']) },
  };
}

async function serve(
  { catalogue, flow }: Policy,
  live: LiveHistory,
  arrivals: readonly Arrival[],
): Promise<{ readonly history: readonly HistoryEntry[]; readonly served: readonly Served[]; readonly late: number }> {
  const history: HistoryEntry[] = [];
  const served: Served[] = [];
  let newestMs = 0;
  let late = 0;
  for (const [index, { request, eventTimeMs, isFraud }] of arrivals.entries()) {
    if (index === Math.floor(arrivals.length / 2)) await live.restart(history);
    const counters = live.at(index);
    if (eventTimeMs < newestMs) late += 1;
    newestMs = Math.max(newestMs, eventTimeMs);
    const reads = readsFor(catalogue, request);
    const { values, sequence } = await counters.observe(flow.name, requestEvent(catalogue, request, eventTimeMs), reads.counterReads);
    const decisionId = `d${index}`;
    const entry = { what: 'decision', decisionId, request, eventTimeMs, sequence } as const;
    history.push(entry);
    served.push({ entry, facts: { ...deriveFeatures(catalogue, reads, values), sequence } });
    if (!isFraud) continue;
    const label = { decisionId, label: 'fraud', occurredAt: '2019-06-01T00:00:00Z', source: 'sparkov' } as const;
    const marked = await counters.label(flow.name, labelEvent(catalogue, { request, eventTimeMs }, 'fraud'));
    history.push({ what: 'label', label, request, eventTimeMs, sequence: marked });
  }
  return { history, served, late };
}

/** The same payments as JSON lines in the order of arrival, through `gavel backfill`. */
async function backfillMismatches(
  { catalogue, files }: Policy,
  served: readonly Served[],
): Promise<{ values: number; mismatches: number }> {
  const dir = await mkdtemp(join(tmpdir(), 'gavel-parity-bench-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(dir, 'rules', 'card-fraud', path, '..'), { recursive: true });
      await writeFile(join(dir, 'rules', 'card-fraud', path), text);
    }
    await writeFile(join(dir, 'in.jsonl'), served.map(({ entry }) => `${JSON.stringify(entry.request)}\n`).join(''));
    const out = join(dir, 'out.jsonl');
    const said: string[] = [];
    const terminal = { out: (text: string) => void said.push(text), err: (text: string) => void said.push(text), interactive: false };
    const args = [
      'backfill',
      'card-fraud',
      '--rules',
      join(dir, 'rules'),
      '--jsonl',
      join(dir, 'in.jsonl'),
      '--out',
      out,
      '--workers',
      '2',
    ];
    if ((await runProgram(args, { terminal })) !== 0) throw new Error(said.join('\n'));
    const names = catalogue.definitions.map(({ name }) => name);
    const lines = (await readFile(out, 'utf8')).trimEnd().split('\n');
    if (lines.length !== served.length) throw new Error(`${lines.length} rows came back of ${served.length}: ${said.join('\n')}`);
    let mismatches = 0;
    for (const [index, { facts }] of served.entries()) {
      const features: FeatureValues = JSON.parse(lines[index]!);
      mismatches += compareFeatures(facts, { features, missing: [], defaulted: [] }, names).length;
    }
    return { values: served.length * names.length, mismatches };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
