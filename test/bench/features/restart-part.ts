import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readsFor, requestEvent, type CounterEvent, type CounterRead } from '@gavel/engine';
import {
  countAgain,
  HistoryJournal,
  InProcessCounters,
  type HistoryItem,
  type HistoryJournalOptions,
  type HistoryPage,
  type HistorySource,
} from '@gavel/store';
import type { Metrics } from '../metrics.js';
import { table } from '../table.js';
import { FORTY_FLOW, fortyFeatures, payments, type BenchPayment } from './forty-features.js';

/** Items that come after the base, as JSON: what a start has to count again. */
const SEGMENT_EVENTS = 100_000;
const PAGE = 500;
const ASKED = 2000;
const MEGABYTE = 1_000_000;

/** What one restart cost. */
interface Restart {
  readonly events: number;
  readonly keys: number;
  readonly megabytes: number;
  readonly writeS: number;
  readonly loadS: number;
  readonly cpuS: number;
  readonly mismatches: number;
}

interface Asked {
  readonly event: CounterEvent;
  readonly reads: readonly CounterRead[];
  readonly values: readonly unknown[];
}

interface Written {
  readonly keys: number;
  readonly writeS: number;
  readonly asked: readonly Asked[];
}

/**
 * Restarts in process from a snapshot: from histories as they lie, of a million events (ten take a quarter of an hour to count), and from a segment of events. Metrics: `restart_1m_s`, `restart_1m_cpu_s`, `restart_1m_mb`, `restart_10m_s` (by that rate), `restart_mismatches` (values that differ
 * from those before the restart), `restart_event_cpu_us` (an event of a segment).
 */
export async function restartPart(seed: number, sizes: readonly number[] = [1_000_000]): Promise<Metrics> {
  const metrics: Record<string, number> = {};
  const restarts: Restart[] = [];
  for (const events of sizes) {
    const one = await restart(seed, events);
    restarts.push(one);
    const name = `restart_${events / 1e6}m`;
    Object.assign(metrics, { [`${name}_s`]: one.loadS, [`${name}_cpu_s`]: one.cpuS, [`${name}_mb`]: one.megabytes });
    metrics['restart_10m_s'] = (one.loadS * 1e7) / events;
    metrics['restart_mismatches'] = (metrics['restart_mismatches'] ?? 0) + one.mismatches;
  }
  print(restarts);
  return { ...metrics, ...(await segmentPart(seed)) };
}

async function restart(seed: number, events: number): Promise<Restart> {
  return inFolder(async (dir) => {
    const options = { dir, flow: FORTY_FLOW.name, version: 'bench', source: sourceOf(seed) };
    const { keys, writeS, asked } = await written(options, seed, events);
    global.gc?.();
    const cpu = process.cpuUsage();
    let after: InProcessCounters | undefined;
    const loadS = await timed(async () => (after = await new HistoryJournal(options).restored(emptyCounters)));
    const used = process.cpuUsage(cpu);
    let mismatches = 0;
    for (const { event, reads, values } of asked) {
      const got = await after?.observe(FORTY_FLOW.name, event, reads);
      mismatches += values.filter((value, place) => value !== got?.values[place]).length;
    }
    const { size } = await stat(join(dir, 'base.snapshot'));
    return { events, keys, megabytes: size / MEGABYTE, writeS, loadS, cpuS: (used.user + used.system) / 1e6, mismatches };
  });
}

function emptyCounters(): InProcessCounters {
  const counters = new InProcessCounters();
  counters.expect(FORTY_FLOW.name, fortyFeatures());
  return counters;
}

/** What some of the last payments are answered by counters that were written down before they asked. */
async function written(options: HistoryJournalOptions, seed: number, events: number): Promise<Written> {
  const catalogue = fortyFeatures();
  const counters = emptyCounters();
  const last: BenchPayment[] = [];
  let sequence = 0;
  for (const payment of payments(seed, { events, customers: events / 20, merchants: 5000, days: 30 })) {
    sequence += 1;
    await counters.add(FORTY_FLOW.name, requestEvent(catalogue, payment.request, payment.atMs));
    if (sequence > events - ASKED) last.push(payment);
  }
  const { keys } = counters.stats();
  const writeS = await timed(() => new HistoryJournal(options).rebase(counters, { sequence, unplaced: {} }, Number.POSITIVE_INFINITY));
  const asked: Asked[] = [];
  for (const { atMs, request } of last) {
    const event = requestEvent(catalogue, request, atMs);
    const reads = readsFor(catalogue, request).counterReads;
    asked.push({ event, reads, values: (await counters.observe(FORTY_FLOW.name, event, reads)).values });
  }
  return { keys, writeS, asked };
}

function print(restarts: readonly Restart[]): void {
  const rows = restarts.map(({ events, keys, megabytes, writeS, loadS, cpuS, mismatches }) => [
    events.toLocaleString('en'),
    keys.toLocaleString('en'),
    Math.round(megabytes).toLocaleString('en'),
    writeS.toFixed(1),
    loadS.toFixed(1),
    cpuS.toFixed(1),
    `${mismatches}`,
  ]);
  process.stdout.write(
    `restart from a snapshot, forty features on four keys\n${table(['events', 'keys', 'MB', 'written s', 'read s', 'read CPU s', 'values that differ'], rows)}\n\n`,
  );
}

/** What was fed since the base was written, counted again. */
async function segmentPart(seed: number): Promise<Metrics> {
  return inFolder(async (dir) => {
    const options = { dir, flow: FORTY_FLOW.name, version: 'bench', source: sourceOf(seed) };
    const writer = new HistoryJournal(options);
    writer.seen({ sequence: SEGMENT_EVENTS, unplaced: {} });
    await writer.extend();
    const counters = new InProcessCounters();
    const before = process.cpuUsage();
    await new HistoryJournal(options).load((item) => countAgain(counters, FORTY_FLOW.name, item));
    const cpu = process.cpuUsage(before);
    const cpuUs = (cpu.user + cpu.system) / SEGMENT_EVENTS;
    process.stdout.write(`events since that snapshot, counted again: ${cpuUs.toFixed(1)} µs of CPU each\n\n`);
    return { restart_event_cpu_us: cpuUs };
  });
}

async function inFolder<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'gavel-restart-'));
  try {
    return await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function sourceOf(seed: number): HistorySource {
  const catalogue = fortyFeatures();
  return {
    count: async () => SEGMENT_EVENTS,
    pages: async function* (): AsyncGenerator<HistoryPage> {
      let items: HistoryItem[] = [];
      let sequence = 0;
      for (const { atMs, request } of payments(seed, { events: SEGMENT_EVENTS, customers: 50_000, merchants: 5000, days: 30 })) {
        sequence += 1;
        const { texts: _texts, ...event } = requestEvent(catalogue, request, atMs);
        items.push({ event, sequence });
        if (items.length < PAGE && sequence < SEGMENT_EVENTS) continue;
        yield { items, position: { sequence, unplaced: {} } };
        items = [];
      }
    },
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return (performance.now() - startMs) / 1000;
}
