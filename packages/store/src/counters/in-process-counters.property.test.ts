import { answersTo, arbitraryArrivals, arbitraryCatalogue, differenceOf, FakeCounters } from '@gavel/engine/testing';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { InProcessCounters } from './in-process-counters.js';

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
