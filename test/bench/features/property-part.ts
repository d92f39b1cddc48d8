import { answersTo, arbitraryArrivals, arbitraryCatalogue, differenceOf, FakeCounters } from '@gavel/engine/testing';
import { InProcessCounters } from '@gavel/store';
import * as fc from 'fast-check';
import type { Metrics } from '../metrics.js';

/** Arrivals to a stream; one run in fifty has more of them, closer together. */
const LENGTH = 100;
const DENSE_LENGTH = 800;
const DENSE_EVERY = 50;

/** Random catalogues and streams, in process against a naive scan over all that arrived. Throws with the first that differs. */
export async function propertyPart(seed: number, runs: number): Promise<Metrics> {
  const startMs = performance.now();
  const denseRuns = Math.ceil(runs / DENSE_EVERY);
  const answers =
    (await compare(seed, runs - denseRuns, { maxLength: LENGTH })) +
    (await compare(seed, denseRuns, { maxLength: DENSE_LENGTH, isDense: true }));
  const seconds = Math.round((performance.now() - startMs) / 1000);
  process.stdout.write(
    `${runs.toLocaleString('en')} random catalogues and streams (seed ${seed}): ${answers.toLocaleString('en')} decisions ` +
      `answered as by a naive scan, in ${seconds} s\n\n`,
  );
  return { property_runs: runs, property_differences: 0 };
}

async function compare(seed: number, numRuns: number, shape: Parameters<typeof arbitraryArrivals>[0]): Promise<number> {
  let answers = 0;
  const property = fc.asyncProperty(arbitraryCatalogue, arbitraryArrivals(shape), async (catalogue, arrivals) => {
    const got = await answersTo(new InProcessCounters(), catalogue, arrivals);
    const difference = differenceOf(got, await answersTo(new FakeCounters(), catalogue, arrivals));
    if (difference !== undefined) throw new Error(difference);
    answers += got.length;
  });
  await fc.assert(property, { seed, numRuns, endOnFailure: shape.isDense === true });
  return answers;
}
