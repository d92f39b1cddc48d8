import { InProcessCounters } from '@gavel/store';
import type { Metrics } from '../metrics.js';
import { RandomNumbers } from '../rules/random-numbers.js';

const EVENTS_EACH = 20;
const DAY_MS = 86_400_000;
const MEBIBYTE = 2 ** 20;

/** Memory of active customers: each with twenty payments in thirty days, of which amount, merchant, country and device are looked at. */
export async function memoryPart(seed: number, customers: number): Promise<Metrics> {
  const random = new RandomNumbers(seed);
  const counters = new InProcessCounters();
  global.gc?.();
  const before = process.memoryUsage().rss;
  const texts = new Set<string>();
  for (let round = 0; round < EVENTS_EACH; round += 1) {
    for (let customer = 0; customer < customers; customer += 1) {
      const values = {
        amount: random.below(100_000) / 100,
        merchantId: `merchant-${random.below(5000)}`,
        country: random.chance(0.9) ? 'DE' : 'FR',
        deviceId: `device-${customer}-${random.below(2)}`,
      };
      const atMs = (round * 1.5 + random.next()) * DAY_MS;
      await counters.add('payments', { id: `${round}/${customer}`, atMs, keys: { customerId: `customer-${customer}` }, values, texts });
    }
  }
  global.gc?.();
  const mebibytes = (process.memoryUsage().rss - before) / MEBIBYTE;
  const { keys, events } = counters.stats();
  process.stdout.write(
    `${keys.toLocaleString('en')} customers with ${EVENTS_EACH} events of 4 values each (${events.toLocaleString('en')} events): ` +
      `${Math.round(mebibytes).toLocaleString('en')} MiB, ${Math.round((mebibytes * MEBIBYTE) / keys)} bytes a customer\n\n`,
  );
  return { million_customers_mb: (mebibytes * 1_000_000) / customers };
}
