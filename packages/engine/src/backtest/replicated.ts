import type { Estimate } from './backtest-report.js';
import { MAX_WEIGHT, WEIGHTS_PER_WORD, type Weights } from './customer-weights.js';

/** A figure, and what it was in each replicate of the bootstrap. */
export interface Replicated {
  readonly value: number;
  readonly replicates: Float64Array | Int32Array;
}

/** Millionths in a unit: to so much a sum is exact. */
const MILLION = 1_000_000;

/** What a sum has come to, as plain data. */
export interface SumPart {
  readonly wholes: Float64Array;
  readonly millionths: Float64Array;
}

/**
 * A sum that grows by one decision at a time. Units and millionths are summed apart, both as whole numbers: so nothing is rounded on the
 * way, and the sum is the same in whatever order, and by however many threads, it is made.
 */
export class ReplicatedSum implements Replicated {
  /** Replicates, and behind them the sum itself. */
  readonly #wholes: Float64Array;
  readonly #millionths: Float64Array;

  constructor(replicates: number) {
    this.#wholes = new Float64Array(replicates + 1);
    this.#millionths = new Float64Array(replicates + 1);
  }

  get value(): number {
    return this.#figures().at(-1) ?? 0;
  }

  get replicates(): Float64Array {
    return this.#figures().subarray(0, -1);
  }

  /** `weights`: of the decision's customer. */
  add(amount: number, { each }: Weights): void {
    const whole = Math.trunc(amount);
    const millionths = Math.round((amount - whole) * MILLION);
    addWeighted(this.#wholes, whole, each);
    if (millionths !== 0) addWeighted(this.#millionths, millionths, each);
  }

  part(): SumPart {
    return { wholes: this.#wholes, millionths: this.#millionths };
  }

  merge({ wholes, millionths }: SumPart): void {
    addEach(this.#wholes, wholes);
    addEach(this.#millionths, millionths);
  }

  #figures(): Float64Array {
    return this.#wholes.map((whole, at) => whole + (this.#millionths[at] ?? 0) / MILLION);
  }
}

function addWeighted(sums: Float64Array, amount: number, weights: Uint8Array): void {
  const { length } = weights;
  for (let at = 0; at < length; at += 1) sums[at] = (sums[at] ?? 0) + (weights[at] ?? 0) * amount;
  sums[length] = (sums[length] ?? 0) + amount;
}

function addEach(sums: Float64Array | Int32Array, added: Float64Array | Int32Array): void {
  for (let at = 0; at < sums.length; at += 1) sums[at] = (sums[at] ?? 0) + (added[at] ?? 0);
}

/** What a count has come to, as plain data. */
export interface CountPart {
  readonly value: number;
  readonly replicates: Int32Array;
}

/** So many of the largest weights fit into one byte. */
const MAX_PENDING = Math.floor(255 / MAX_WEIGHT);

/**
 * A count that grows by one decision at a time. There are many of them and a backtest spends its time here: so weights are first added
 * four at once, byte by byte in packed numbers, and only when these are full to the replicates.
 */
export class ReplicatedCount implements Replicated {
  value = 0;
  readonly #totals: Int32Array;
  readonly #packed: Int32Array;
  /** The same memory as `packed`. */
  readonly #bytes: Uint8Array;
  #pending = 0;

  constructor(replicates: number) {
    this.#totals = new Int32Array(replicates);
    this.#packed = new Int32Array(Math.ceil(replicates / WEIGHTS_PER_WORD));
    this.#bytes = new Uint8Array(this.#packed.buffer, 0, replicates);
  }

  get replicates(): Int32Array {
    this.#flush();
    return this.#totals;
  }

  /** `weights`: of the decision's customer. */
  add({ packed }: Weights): void {
    this.value += 1;
    if (this.#pending === MAX_PENDING) this.#flush();
    this.#pending += 1;
    const into = this.#packed;
    const { length } = into;
    for (let at = 0; at < length; at += 1) into[at] = (into[at] ?? 0) + (packed[at] ?? 0);
  }

  part(): CountPart {
    return { value: this.value, replicates: this.replicates };
  }

  merge({ value, replicates }: CountPart): void {
    this.value += value;
    addEach(this.#totals, replicates);
  }

  #flush(): void {
    const totals = this.#totals;
    const bytes = this.#bytes;
    for (let at = 0; at < totals.length; at += 1) totals[at] = (totals[at] ?? 0) + (bytes[at] ?? 0);
    this.#packed.fill(0);
    this.#pending = 0;
  }
}

/** a + b + …; of nothing: 0. */
export function totalOf(parts: readonly Replicated[], replicates: number): Replicated {
  const total = new Float64Array(replicates);
  for (const part of parts) addEach(total, part.replicates);
  return { value: parts.reduce((sum, { value }) => sum + value, 0), replicates: total };
}

/** a − b, replicate by replicate: what the two have in common cancels out. */
export function differenceOf(a: Replicated, b: Replicated): Replicated {
  return { value: a.value - b.value, replicates: Float64Array.from(a.replicates, (each, at) => each - (b.replicates[at] ?? 0)) };
}

/** The figure with its 95 % percentile interval. */
export function estimateOf({ value, replicates }: Replicated): Estimate {
  return intervalOf(value, Float64Array.from(replicates).toSorted());
}

/** a / b; undefined where there is nothing to divide by. Replicates that drew none of b say nothing. */
export function ratioOf(a: Replicated, b: Replicated): Estimate | undefined {
  if (b.value === 0) return undefined;
  const ratios = Float64Array.from(a.replicates, (each, at) => each / (b.replicates[at] ?? 0)).filter(Number.isFinite);
  return intervalOf(a.value / b.value, ratios.toSorted());
}

/** Below so many decisions the replicates draw too few different ones to tell a share's spread. */
const MIN_DECISIONS = 10;
/** The standard normal's quantile of 97.5 %. */
const Z95 = 1.959964;

/**
 * The share that a count is of another that holds it, in [0, 1]; undefined of nothing. Where few decisions stand behind it, or every
 * replicate gives the same, the interval is Wilson's score interval (Wilson 1927, JASA 22: 209-212): one hit of one is no certainty.
 */
export function shareOf(part: Replicated, whole: Replicated): Estimate | undefined {
  const found = ratioOf(part, whole);
  if (found === undefined || (whole.value >= MIN_DECISIONS && found.low95 < found.high95)) return found;
  return wilson(found.value, whole.value);
}

function wilson(share: number, count: number): Estimate {
  const z2 = Z95 ** 2 / count;
  const centre = (share + z2 / 2) / (1 + z2);
  const half = (Z95 / (1 + z2)) * Math.sqrt((share * (1 - share)) / count + z2 / count / 4);
  return { value: share, low95: Math.min(share, Math.max(0, centre - half)), high95: Math.max(share, Math.min(1, centre + half)) };
}

function intervalOf(value: number, sorted: Float64Array): Estimate {
  if (sorted.length === 0) return { value, low95: value, high95: value };
  return { value, low95: quantile(sorted, 0.025), high95: quantile(sorted, 0.975) };
}

/** Between order statistics in a straight line (Hyndman and Fan's definition 6, which is a little wider at few replicates). */
function quantile(sorted: Float64Array, share: number): number {
  const place = Math.min(sorted.length - 1, Math.max(0, share * (sorted.length + 1) - 1));
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}
