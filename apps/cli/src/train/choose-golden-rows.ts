import type { Artifact } from '@gavel/models';
import type { Sample } from './traffic-rows.js';

const GOLDEN_ROWS = 24;

/** Rows spread evenly over the scores, from the lowest to the highest: a model that is off somewhere should fail somewhere. */
export function chooseGoldenRows(samples: readonly Sample[], scores: ArrayLike<number>): Artifact['goldenRows'] {
  const order = samples.map((_, index) => index).toSorted((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  const places = Array.from({ length: GOLDEN_ROWS }, (_, step) => Math.round((step / (GOLDEN_ROWS - 1)) * (order.length - 1)));
  return [...new Set(places)].flatMap((place) => {
    const index = order[place];
    const sample = index === undefined ? undefined : samples[index];
    return index === undefined || sample === undefined ? [] : [{ values: sample.values, score: scores[index] ?? 0 }];
  });
}
