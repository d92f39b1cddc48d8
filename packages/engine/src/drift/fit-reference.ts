import type { ReferenceFeature, ReferenceProfile } from '../contract/reference-profile.js';

const BINS = 10;
/** Categories that a reference names; the rarer ones would have too few rows to say anything. */
const MAX_CATEGORIES = 100;
/** What rarer categories are counted under. */
export const OTHER_CATEGORY = '*';

/** One feature's values over all rows; undefined, or of another kind: missing. */
export interface ReferenceColumn {
  readonly name: string;
  readonly kind: 'number' | 'category';
  readonly values: readonly unknown[];
}

/** The reference of a version, from the rows it was measured on: their scores, and the facts that it reads, before any scaling. */
export function fitReference(scores: ArrayLike<number>, columns: readonly ReferenceColumn[]): ReferenceProfile {
  const features = columns.map(({ name, kind, values }): [string, ReferenceFeature] => [
    name,
    kind === 'number' ? numberReference(values) : categoryReference(values),
  ]);
  return { rows: scores.length, score: decilesOf(Float64Array.from(scores)), features: Object.fromEntries(features) };
}

function numberReference(values: readonly unknown[]): ReferenceFeature {
  const there = values.filter((value) => typeof value === 'number' && Number.isFinite(value));
  return { kind: 'number', ...decilesOf(Float64Array.from(there)), missing: missingShare(there.length, values.length) };
}

/** The nine inner deciles, each once: where a tenth of the rows has the same value, it has a bin of its own. */
function decilesOf(values: Float64Array): { edges: number[]; shares: number[] } {
  const sorted = values.toSorted();
  const inner = Array.from({ length: BINS - 1 }, (_, step) => sorted[Math.ceil(((step + 1) * sorted.length) / BINS) - 1] ?? 0);
  const edges = [...new Set(inner)].filter((edge) => edge < (sorted.at(-1) ?? 0));
  const counts = new Float64Array(edges.length + 1);
  for (const value of sorted) {
    const bin = binOf(edges, value);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { edges, shares: sorted.length === 0 ? [1] : Array.from(counts, (count) => count / sorted.length) };
}

/** The number of edges that lie below the value. */
export function binOf(edges: ArrayLike<number>, value: number): number {
  let bin = 0;
  while (bin < edges.length && value > (edges[bin] ?? Infinity)) bin += 1;
  return bin;
}

function categoryReference(values: readonly unknown[]): ReferenceFeature {
  const counts = new Map<string, number>();
  let there = 0;
  for (const value of values) {
    if (typeof value !== 'string' && typeof value !== 'boolean') continue;
    there += 1;
    counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  }
  const often = [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const rest = often.slice(MAX_CATEGORIES).reduce((sum, [, count]) => sum + count, 0);
  const kept = [...often.slice(0, MAX_CATEGORIES), ...(rest > 0 ? [[OTHER_CATEGORY, rest] as const] : [])];
  const shares = Object.fromEntries(kept.map(([value, count]): [string, number] => [value, count / there]));
  return { kind: 'category', shares, missing: missingShare(there, values.length) };
}

function missingShare(there: number, all: number): number {
  return all === 0 ? 1 : (all - there) / all;
}
