import type { Estimate } from './backtest-report.js';

/** A figure, and what it was in each replicate of the bootstrap. */
export interface Replicated {
  readonly value: number;
  readonly replicates: Float64Array | Int32Array;
}

/** A sum that grows by one decision at a time. */
export class ReplicatedSum implements Replicated {
  value = 0;
  readonly replicates: Float64Array;

  constructor(replicates: number) {
    this.replicates = new Float64Array(replicates);
  }

  /** `weights`: of the decision's customer. */
  add(amount: number, weights: Int32Array): void {
    this.value += amount;
    const { replicates } = this;
    for (let at = 0; at < replicates.length; at += 1) replicates[at] = (replicates[at] ?? 0) + (weights[at] ?? 0) * amount;
  }
}

/** A count that grows by one decision at a time: half the memory of a sum, for there are many of them. */
export class ReplicatedCount implements Replicated {
  value = 0;
  readonly replicates: Int32Array;

  constructor(replicates: number) {
    this.replicates = new Int32Array(replicates);
  }

  /** `weights`: of the decision's customer. */
  add(weights: Int32Array): void {
    this.value += 1;
    const { replicates } = this;
    const { length } = replicates;
    for (let at = 0; at < length; at += 1) replicates[at] = (replicates[at] ?? 0) + (weights[at] ?? 0);
  }
}

/** a + b + …; of nothing: 0. */
export function totalOf(parts: readonly Replicated[], replicates: number): Replicated {
  const total = new Float64Array(replicates);
  for (const part of parts) for (let at = 0; at < replicates; at += 1) total[at] = (total[at] ?? 0) + (part.replicates[at] ?? 0);
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
