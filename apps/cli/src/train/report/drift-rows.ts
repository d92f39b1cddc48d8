import { quantilesOf, type FeatureColumn, type FeatureProfile, type FeatureTable, type ModelInput } from '@gavel/models';

/** How far one feature moved between two slices. */
export interface DriftRow {
  readonly fact: string;
  readonly psi: number;
  readonly missingBefore: number;
  readonly missingAfter: number;
  readonly medianBefore?: number;
  readonly medianAfter?: number;
}

const BINS = 10;
/** Keeps an empty bin from counting without bound. */
const LEAST_SHARE = 1e-4;

/** The population stability index (Siddiqi, 2006) of each input between the rows learnt from and those held out; the furthest first. */
export function driftRows(
  table: FeatureTable,
  before: Uint32Array,
  after: Uint32Array,
  inputs: readonly ModelInput[],
): readonly DriftRow[] {
  return inputs.map(({ fact }) => driftOf(table, before, after, fact)).toSorted((a, b) => b.psi - a.psi);
}

/** The same against the profile that a version carries: how often a value falls between its quantiles. The furthest first. */
export function profileRows(profile: readonly FeatureProfile[], table: FeatureTable): readonly DriftRow[] {
  return profile
    .flatMap(({ fact, quantiles, shares, missingShare }) => {
      const column = table.columns.get(fact);
      if (column === undefined) return [];
      const [before, after] =
        quantiles === undefined
          ? categoryShares(shares ?? {}, missingShare, column)
          : quantileShares(quantiles, missingShare, column.values);
      return [{ fact, psi: psiOf(before, after), missingBefore: missingShare, missingAfter: missing(column.values) }];
    })
    .toSorted((a, b) => b.psi - a.psi);
}

type Shares = readonly [before: readonly number[], after: readonly number[]];

/** Between two quantiles lies a twentieth; equal quantiles share a bin. */
function quantileShares(quantiles: readonly number[], missingShare: number, values: Float64Array): Shares {
  const cuts = [...new Set(quantiles.slice(1, -1))];
  const steps = quantiles.length - 1;
  const upTo = (cut: number): number =>
    Math.max(
      0,
      quantiles.findLastIndex((quantile) => quantile <= cut),
    ) / steps;
  const before = [...cuts.map((cut, place) => upTo(cut) - upTo(cuts[place - 1] ?? -Infinity)), 1 - upTo(cuts.at(-1) ?? -Infinity)];
  return [
    [...before.map((share) => Math.max(LEAST_SHARE, share * (1 - missingShare))), Math.max(LEAST_SHARE, missingShare)],
    sharesIn(values, cuts),
  ];
}

function categoryShares(shares: Readonly<Record<string, number>>, missingShare: number, { values, names = [] }: FeatureColumn): Shares {
  const known = Object.keys(shares);
  const places = Float64Array.from(values, (value) => (Number.isNaN(value) ? value : known.indexOf(names[value] ?? '')));
  const after = [...known.map((_, place) => shareOf(places, place)), shareOf(places, -1), missing(values)];
  const before = [...known.map((name) => (shares[name] ?? 0) * (1 - missingShare)), 0, missingShare];
  return [before.map((share) => Math.max(LEAST_SHARE, share)), after.map((share) => Math.max(LEAST_SHARE, share))];
}

function shareOf(places: Float64Array, wanted: number): number {
  return places.filter((place) => place === wanted).length / Math.max(1, places.length);
}

function driftOf(table: FeatureTable, before: Uint32Array, after: Uint32Array, fact: string): DriftRow {
  const column = table.columns.get(fact);
  const valuesOf = (rows: Uint32Array): Float64Array => Float64Array.from(rows, (row) => column?.values[row] ?? Number.NaN);
  const [old, recent] = [valuesOf(before), valuesOf(after)];
  const there = old.filter((value) => !Number.isNaN(value));
  const cuts = column?.kind === 'number' ? decilesOf(there) : [...new Set(there)].toSorted((a, b) => a - b).slice(0, 50);
  const row = { fact, psi: psiOf(sharesIn(old, cuts), sharesIn(recent, cuts)), missingBefore: missing(old), missingAfter: missing(recent) };
  if (column?.kind !== 'number') return row;
  return { ...row, medianBefore: median(there), medianAfter: median(recent.filter((value) => !Number.isNaN(value))) };
}

function decilesOf(values: Float64Array): number[] {
  const quantiles = quantilesOf(values);
  return [...new Set(Array.from({ length: BINS - 1 }, (_, bin) => quantiles[(bin + 1) * 2] ?? 0))];
}

/** Shares by bin: up to each cut, above the last, and missing. */
function sharesIn(values: Float64Array, cuts: readonly number[]): readonly number[] {
  const counts = Array.from({ length: cuts.length + 2 }, () => 0);
  for (const value of values) {
    const found = Number.isNaN(value) ? cuts.length + 1 : cuts.findIndex((cut) => value <= cut);
    const bin = found === -1 ? cuts.length : found;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((count) => Math.max(LEAST_SHARE, count / Math.max(1, values.length)));
}

function psiOf(before: readonly number[], after: readonly number[]): number {
  return before.reduce((sum, share, bin) => sum + ((after[bin] ?? LEAST_SHARE) - share) * Math.log((after[bin] ?? LEAST_SHARE) / share), 0);
}

function missing(values: Float64Array): number {
  return values.length === 0 ? 0 : values.filter((value) => Number.isNaN(value)).length / values.length;
}

function median(values: Float64Array): number {
  return quantilesOf(values)[BINS] ?? 0;
}
