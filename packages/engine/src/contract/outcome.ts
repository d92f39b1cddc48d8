/** What may be answered, from the mildest to the hardest. */
export const OUTCOMES = ['pass', 'review', 'block'] as const;

/** pass < review < block. */
export type Outcome = (typeof OUTCOMES)[number];

/** The harder of two outcomes. */
export function harder(a: Outcome, b: Outcome): Outcome {
  return OUTCOMES.indexOf(a) >= OUTCOMES.indexOf(b) ? a : b;
}
