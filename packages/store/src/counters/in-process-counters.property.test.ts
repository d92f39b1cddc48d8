import { answersTo, arbitraryArrivals, arbitraryCatalogue, differenceOf, FakeCounters } from '@gavel/engine/testing';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CounterEvent, CounterRead, Counters, EventLabel } from '@gavel/engine';
import { InProcessCounters, type InProcessCountersOptions } from './in-process-counters.js';

it('answers what a naive scan answers, on any catalogue and any stream out of order', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryCatalogue, arbitraryArrivals({ maxLength: 100 }), async (catalogue, arrivals) => {
      const counters = new InProcessCounters();
      const got = await answersTo(counters, catalogue, arrivals);
      expect(differenceOf(got, await answersTo(new FakeCounters(), catalogue, arrivals))).toBeUndefined();
      expect(counters.stats()).toMatchObject({ evictedKeys: 0, foldedEvents: 0, refusedEvents: 0, refusedNodes: 0 });
    }),
    { numRuns: 150 },
  );
});

it('answers the same with and without chunks over many events of a key', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryCatalogue, arbitraryArrivals({ maxLength: 3000, isDense: true }), async (catalogue, arrivals) => {
      const chunked = await answersTo(new InProcessCounters(), catalogue, arrivals);
      const scanned = await answersTo(new InProcessCounters({ usesChunks: false }), catalogue, arrivals);
      expect(differenceOf(chunked, scanned)).toBeUndefined();
    }),
    { numRuns: 8, endOnFailure: true },
  );
});

/** Counters that are written down and read back now and then, as a restart does it. */
class RestartingCounters implements Counters {
  private counters: InProcessCounters;
  private calls = 0;

  constructor(
    private readonly options: InProcessCountersOptions,
    private readonly every: number,
  ) {
    this.counters = new InProcessCounters(options);
  }

  observe(flow: string, event: CounterEvent, reads: readonly CounterRead[]): ReturnType<Counters['observe']> {
    return this.restarted(flow).observe(flow, event, reads);
  }

  add(flow: string, event: CounterEvent): Promise<number> {
    return this.restarted(flow).add(flow, event);
  }

  label(flow: string, label: EventLabel): Promise<number> {
    return this.restarted(flow).label(flow, label);
  }

  private restarted(flow: string): InProcessCounters {
    this.calls += 1;
    if (this.calls % this.every !== 0) return this.counters;
    const next = new InProcessCounters(this.options);
    const { take, end } = next.restore(flow);
    for (const chunk of this.counters.written(flow, Number.POSITIVE_INFINITY)) take(chunk);
    end();
    this.counters = next;
    return next;
  }
}

it('answers the same after restarts from what was written down, to the last digit', { timeout: 60_000 }, async () => {
  const shape = fc.constantFrom({ maxLength: 150 }, { maxLength: 1200, isDense: true });
  const run = shape.chain((one) =>
    fc.tuple(arbitraryCatalogue, arbitraryArrivals(one), fc.constantFrom({}, { maxEventsPerKey: 24 }), fc.constantFrom(7, 40)),
  );
  await fc.assert(
    fc.asyncProperty(run, async ([catalogue, arrivals, options, every]) => {
      const through = await answersTo(new InProcessCounters(options), catalogue, arrivals);
      expect(await answersTo(new RestartingCounters(options, every), catalogue, arrivals)).toEqual(through);
    }),
    { numRuns: 60, endOnFailure: true },
  );
});
