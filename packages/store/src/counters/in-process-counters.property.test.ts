import { answersTo, arbitraryArrivals, arbitraryCatalogue, differenceOf, FakeCounters } from '@gavel/engine/testing';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { InProcessCounters } from './in-process-counters.js';

it('answers what a naive scan answers, on any catalogue and any stream out of order', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryCatalogue, arbitraryArrivals(100), async (catalogue, arrivals) => {
      const counters = new InProcessCounters();
      const got = await answersTo(counters, catalogue, arrivals);
      expect(differenceOf(got, await answersTo(new FakeCounters(), catalogue, arrivals))).toBeUndefined();
      expect(counters.stats()).toMatchObject({ evictedKeys: 0, evictedEvents: 0, refusedNodes: 0 });
    }),
    { numRuns: 150 },
  );
});
