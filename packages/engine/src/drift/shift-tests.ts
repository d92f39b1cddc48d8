import { chiSquaredQuantile, logGamma } from './chi-squared.js';

/** Bins with fewer expected decisions are judged together: the χ² law of the index does not hold for them. */
const MIN_EXPECTED = 10;
/** Below this many standard errors a difference is no alarm at any level that is used here, and its exact tail need not be summed. */
const HARDLY_ANYTHING = 2.5;

/** A population stability index, and the value that chance alone exceeds with the probability that was asked for. */
export interface StabilityTest {
  readonly psi: number;
  /** Absent where there are too few decisions to tell. */
  readonly threshold?: number;
}

interface Bin {
  expected: number;
  actual: number;
  reference: number;
}

/**
 * Population stability index of counts against reference shares that were taken from `rows` rows: Σ (a − r) ln(a / r). Without shift
 * it is distributed as χ²(bins − 1) · (1/n + 1/rows) (Yurdakul and Naranjo, 2020), so the threshold shrinks as decisions come in.
 * Half a decision is added to every bin, so that an empty one does not make it infinite.
 */
export function stabilityTest(counts: ArrayLike<number>, shares: readonly number[], rows: number, tail: number): StabilityTest {
  const decisions = sumOf(counts);
  const bins = pooled(counts, shares, Math.min(decisions, rows));
  if (decisions === 0 || bins.length < 2) return { psi: 0 };
  const smooth = (value: number, total: number): number => (value + 0.5) / (total + 0.5 * bins.length);
  const psi = bins.reduce((sum, { actual, reference }) => {
    const [now, then] = [smooth(actual, decisions), smooth(reference * rows, rows)];
    return sum + (now - then) * Math.log(now / then);
  }, 0);
  return { psi, threshold: quantile(tail, bins.length - 1) * (1 / decisions + 1 / rows) };
}

/** Rare bins put together, the rarest first, until each holds enough to judge by. */
function pooled(counts: ArrayLike<number>, shares: readonly number[], decisions: number): readonly Bin[] {
  const order = shares.map((_, index) => index).toSorted((a, b) => (shares[a] ?? 0) - (shares[b] ?? 0));
  const bins: Bin[] = [];
  for (const index of order) {
    const [actual, reference] = [counts[index] ?? 0, shares[index] ?? 0];
    const last = bins.at(-1);
    if (last === undefined || last.expected >= MIN_EXPECTED) bins.push({ expected: reference * decisions, actual, reference });
    else {
      last.expected += reference * decisions;
      last.actual += actual;
      last.reference += reference;
    }
  }
  return (bins.at(-1)?.expected ?? 0) < MIN_EXPECTED ? [] : bins;
}

const quantiles = new Map<string, number>();

/** Asked for again and again with the same few arguments. */
function quantile(tail: number, freedom: number): number {
  const key = `${tail}/${freedom}`;
  const known = quantiles.get(key) ?? chiSquaredQuantile(tail, freedom);
  if (quantiles.size < 10_000) quantiles.set(key, known);
  return known;
}

/**
 * Probability that `hits` of `decisions`, or more, fall on this side when nothing has shifted, and `referenceHits` of `rows` fell on
 * the other (or fewer, where they are fewer than expected): the tail of the hypergeometric distribution, exact for rare events, doubled
 * because both sides are looked at.
 */
export function shareShift(hits: number, decisions: number, referenceHits: number, rows: number): number {
  const all = hits + referenceHits;
  const whole = decisions + rows;
  if (decisions === 0 || rows === 0 || all === 0 || all === whole) return 1;
  const expected = (all * decisions) / whole;
  const deviation = Math.sqrt((expected * rows * (whole - all)) / (whole * whole));
  if (Math.abs(hits - expected) < HARDLY_ANYTHING * deviation) return 1;
  const step = hits > expected ? 1 : -1;
  let term = Math.exp(logChoose(decisions, hits) + logChoose(rows, referenceHits) - logChoose(whole, all));
  let tail = 0;
  for (let at = hits; term > tail * 1e-12 && at >= 0 && at <= Math.min(decisions, all); at += step) {
    tail += term;
    term *= ratio(at, step, { decisions, all, rows });
  }
  return Math.min(1, 2 * tail);
}

/** P(at + step) / P(at) of the hypergeometric distribution. */
function ratio(at: number, step: 1 | -1, { decisions, all, rows }: { decisions: number; all: number; rows: number }): number {
  if (step === 1) return ((decisions - at) * (all - at)) / ((at + 1) * (rows - all + at + 1));
  return (at * (rows - all + at)) / ((decisions - at + 1) * (all - at + 1));
}

function logChoose(from: number, take: number): number {
  return logGamma(from + 1) - logGamma(take + 1) - logGamma(from - take + 1);
}

function sumOf(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < counts.length; index += 1) sum += counts[index] ?? 0;
  return sum;
}
