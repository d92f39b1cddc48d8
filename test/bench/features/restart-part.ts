import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requestEvent } from '@gavel/engine';
import { countAgain, HistoryJournal, InProcessCounters, type HistoryItem, type HistoryPage, type HistorySource } from '@gavel/store';
import type { Metrics } from '../metrics.js';
import { FORTY_FLOW, fortyFeatures, payments } from './forty-features.js';

const EVENTS = 200_000;
const PAGE = 500;

/** A restart in process: history read from its snapshot, as a service does it before it answers. */
export async function restartPart(seed: number): Promise<Metrics> {
  const dir = await mkdtemp(join(tmpdir(), 'gavel-restart-'));
  try {
    const options = { dir, flow: FORTY_FLOW.name, version: 'bench', source: sourceOf(seed) };
    const writer = new HistoryJournal(options);
    writer.seen({ sequence: EVENTS, unplaced: {} });
    const writeMs = await timed(() => writer.extend());
    const counters = new InProcessCounters();
    const reader = new HistoryJournal(options);
    const before = process.cpuUsage();
    const loadMs = await timed(() => reader.load((item) => countAgain(counters, FORTY_FLOW.name, item)));
    const cpu = process.cpuUsage(before);
    const cpuUs = (cpu.user + cpu.system) / EVENTS;
    const perS = (EVENTS / loadMs) * 1000;
    process.stdout.write(
      `restart from a snapshot of ${EVENTS.toLocaleString('en')} events: ${(loadMs / 1000).toFixed(1)} s (${Math.round(perS).toLocaleString('en')} events/s, ${cpuUs.toFixed(1)} µs of CPU each), ` +
        `written in ${(writeMs / 1000).toFixed(1)} s, ${counters.stats().keys.toLocaleString('en')} keys\n\n`,
    );
    return { restart_events_per_s: Math.round(perS), restart_event_cpu_us: cpuUs, restart_10m_s: Math.round(1e7 / perS) };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function sourceOf(seed: number): HistorySource {
  const catalogue = fortyFeatures();
  return {
    count: async () => EVENTS,
    pages: async function* (): AsyncGenerator<HistoryPage> {
      let items: HistoryItem[] = [];
      let sequence = 0;
      for (const { atMs, request } of payments(seed, { events: EVENTS, customers: 50_000, merchants: 5000, days: 30 })) {
        sequence += 1;
        const { texts: _texts, ...event } = requestEvent(catalogue, request, atMs);
        items.push({ event, sequence });
        if (items.length < PAGE && sequence < EVENTS) continue;
        yield { items, position: { sequence, unplaced: {} } };
        items = [];
      }
    },
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
