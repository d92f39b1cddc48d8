import { Gauge, Histogram, type Registry } from 'prom-client';
import type { RedisLinkStats } from '@gavel/store';
import type { HistoryStats } from '../flows/flow-histories.js';

const ROUND_TRIP_BUCKETS_S = [0.00025, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.025, 0.05];

const NUMBERS: Readonly<Record<string, { readonly name: string; readonly help: string }>> = {
  keys: { name: 'gavel_history_keys', help: 'Keys with a history; with Redis, those that this replica has read.' },
  events: { name: 'gavel_history_events', help: 'Events kept, once under each of their keys.' },
  nodes: { name: 'gavel_history_nodes', help: 'Nodes of the graphs of links.' },
  refusedNodes: { name: 'gavel_history_refused_nodes', help: 'Nodes that were not taken because a graph is full.' },
  evictedKeys: { name: 'gavel_history_evicted_keys', help: 'Keys forgotten because there were too many.' },
  evictedEvents: { name: 'gavel_history_evicted_events', help: 'Events forgotten because a key had too many.' },
  foldedEvents: { name: 'gavel_history_folded_events', help: 'Events that only their time tiles tell of any more.' },
  lateEvents: { name: 'gavel_history_late_events', help: 'Events that came after a later one of the same key.' },
  trimmed: { name: 'gavel_history_trimmed_events', help: "Events that Redis dropped because a key's log was too long." },
  knownBytes: { name: 'gavel_history_known_bytes', help: "Bytes of Redis's logs that this replica holds decoded." },
  done: { name: 'gavel_history_rebuilt_entries', help: 'Entries of the decision log that a build has added so far.' },
  total: { name: 'gavel_history_rebuild_entries', help: 'Entries of the decision log that a build will add, about.' },
};

/** What /metrics tells of history. */
export class HistoryMetrics {
  private readonly roundTrips: Histogram;

  constructor(private readonly registry: Registry) {
    this.roundTrips = new Histogram({
      name: 'gavel_redis_round_trip_seconds',
      help: 'Time from a question about history to its answer by Redis.',
      buckets: ROUND_TRIP_BUCKETS_S,
      registers: [registry],
    });
  }

  roundTrip(ms: number): void {
    this.roundTrips.observe(ms / 1000);
  }

  /** Adds what is read from running parts. Once, when they run. */
  watch(stats: () => Readonly<Record<string, HistoryStats>>, link: (() => RedisLinkStats) | undefined): void {
    this.perFlow('gavel_history_whole', 'History is read: 1; features that rest on it are missing: 0.', stats, ({ state }) =>
      state === 'whole' ? 1 : 0,
    );
    for (const [field, { name, help }] of Object.entries(NUMBERS)) this.perFlow(name, help, stats, (flow) => numberOf(flow, field));
    if (link === undefined) return;
    this.single('gavel_redis_up', 'Is there a connection to Redis?', () => (link().isUp ? 1 : 0));
    this.single('gavel_redis_timeouts', 'Questions that Redis did not answer in time.', () => link().timeouts);
    this.single('gavel_redis_refused', 'Questions that were not asked: no connection, or too many on their way.', () => link().refused);
    this.single('gavel_redis_connects', 'Times a connection to Redis was made.', () => link().connects);
  }

  private perFlow(
    name: string,
    help: string,
    stats: () => Readonly<Record<string, HistoryStats>>,
    read: (flow: HistoryStats) => number | undefined,
  ): void {
    const gauge: Gauge<'flow'> = new Gauge({
      name,
      help,
      labelNames: ['flow'],
      registers: [this.registry],
      collect: () => {
        gauge.reset();
        for (const [flow, one] of Object.entries(stats())) {
          const value = read(one);
          if (value !== undefined) gauge.set({ flow }, value);
        }
      },
    });
  }

  private single(name: string, help: string, read: () => number): void {
    const gauge: Gauge = new Gauge({ name, help, registers: [this.registry], collect: () => gauge.set(read()) });
  }
}

function numberOf(stats: HistoryStats, field: string): number | undefined {
  const value = Object.entries(stats).find(([name]) => name === field)?.[1];
  return typeof value === 'number' ? value : undefined;
}
