import { deriveFeatures, readsFor, requestEvent } from '@gavel/engine';
import { InProcessCounters } from '@gavel/store';
import { figure, table } from '../table.js';
import type { Metrics } from '../metrics.js';
import { FORTY_FLOW, fortyFeatures, payments } from './forty-features.js';

const WARM = 150_000;
const MEASURED = 50_000;

/** Update and read of one event with forty windowed features on four keys, at the end of a busy month. */
export async function inProcessPart(seed: number): Promise<Metrics> {
  const catalogue = fortyFeatures();
  const counters = new InProcessCounters();
  const observing: number[] = [];
  const whole: number[] = [];
  let index = 0;
  for (const { atMs, request } of payments(seed, { events: WARM + MEASURED, customers: 5000, merchants: 800, days: 30 })) {
    const startNs = process.hrtime.bigint();
    const reads = readsFor(catalogue, request);
    const event = requestEvent(catalogue, request, atMs);
    const observeNs = process.hrtime.bigint();
    const { values } = await counters.observe(FORTY_FLOW.name, event, reads.counterReads);
    const observedNs = process.hrtime.bigint();
    deriveFeatures(catalogue, reads, values);
    const endNs = process.hrtime.bigint();
    index += 1;
    if (index <= WARM) continue;
    observing.push(Number(observedNs - observeNs) / 1000);
    whole.push(Number(endNs - startNs) / 1000);
  }
  print(observing, whole, counters);
  return { update_read_40_us: at(observing, 0.5), update_read_40_p99_us: at(observing, 0.99), features_40_us: at(whole, 0.5) };
}

function print(observing: readonly number[], whole: readonly number[], counters: InProcessCounters): void {
  const { keys, events } = counters.stats();
  const row = (name: string, values: readonly number[]): string[] => [name, ...[0.5, 0.9, 0.99].map((share) => figure(at(values, share)))];
  process.stdout.write(
    `40 windowed features on 4 keys, ${keys.toLocaleString('en')} keys with ${events.toLocaleString('en')} events, µs\n` +
      `${table(['', 'p50', 'p90', 'p99'], [row('update + read', observing), row('request → features', whole)])}\n\n`,
  );
}

function at(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;
}
