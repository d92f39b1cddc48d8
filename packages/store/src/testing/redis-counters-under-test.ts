import type { CounterEvent, CounterRead, Counters, EventLabel, Observed } from '@gavel/engine';
import { NOTHING_READ, type HistoryItem, type HistoryPage, type HistorySource } from '../counters/history-source.js';
import { RedisCounters, type FlowTerms, type RedisCountersOptions } from '../counters/redis/redis-counters.js';

const DAY_MS = 86_400_000;
const PAGE_ITEMS = 100;

/** Enough for tests on a machine that does something else too. */
export const PATIENT = { timeoutMs: 10_000, connectTimeoutMs: 10_000, keeperTimeoutMs: 20_000, settleMs: 20, sweepEveryMs: 200 };

/** Fields that samples use as values, and as positions. */
const FIELDS = ['x', 'n', 's', 'b', 'p', 'amount', 'channel'].flatMap((name) => [
  { name, isPosition: false },
  { name, isPosition: true },
]);

/** A log in memory that history is built from. */
export class ListedHistory implements HistorySource {
  readonly items: HistoryItem[] = [];
  reads = 0;

  async *pages(after = NOTHING_READ): AsyncGenerator<HistoryPage> {
    this.reads += 1;
    const unplaced = (after.unplaced.decision ?? 0) - 1;
    const wanted = this.items.flatMap((item, index) =>
      (item.sequence === 0 ? index > unplaced : item.sequence > after.sequence) ? [{ item, index }] : [],
    );
    const ordered = wanted.toSorted((a, b) => a.item.sequence - b.item.sequence || a.index - b.index);
    let position = after;
    for (let from = 0; from < ordered.length; from += PAGE_ITEMS) {
      const page = ordered.slice(from, from + PAGE_ITEMS);
      for (const { item, index } of page) {
        if (item.sequence === 0) position = { ...position, unplaced: { decision: index + 1 } };
        else position = { ...position, sequence: Math.max(position.sequence, item.sequence) };
      }
      yield { items: page.map(({ item }) => item), position };
    }
  }

  async count(): Promise<number> {
    return this.items.length;
  }
}

/** Counters that follow every flow as soon as it is named. */
export class AnyFlowCounters implements Counters {
  readonly #followed = new Map<string, Promise<void>>();

  constructor(
    readonly redis: RedisCounters,
    readonly terms: Partial<FlowTerms> = {},
  ) {}

  static async open(options: RedisCountersOptions, terms: Partial<FlowTerms> = {}): Promise<AnyFlowCounters> {
    return new AnyFlowCounters(await RedisCounters.open({ ...options, limits: { ...PATIENT, ...options.limits } }), terms);
  }

  async observe(flow: string, event: CounterEvent, reads: readonly CounterRead[]): Promise<Observed> {
    await this.follow(flow);
    return this.redis.observe(flow, event, reads);
  }

  async add(flow: string, event: CounterEvent): Promise<number> {
    await this.follow(flow);
    return this.redis.add(flow, event);
  }

  async label(flow: string, label: EventLabel): Promise<number> {
    await this.follow(flow);
    return this.redis.label(flow, label);
  }

  close(): Promise<void> {
    return this.redis.close();
  }

  follow(flow: string): Promise<void> {
    let whole = this.#followed.get(flow);
    if (whole === undefined) {
      const followed = this.redis.follow(flow, {
        version: 'v1',
        fields: FIELDS,
        groups: [],
        reachMs: 180 * DAY_MS,
        source: new ListedHistory(),
        ...this.terms,
      });
      this.redis.serve(followed);
      this.#followed.set(flow, (whole = followed.whole()));
    }
    return whole;
  }
}
