import type { FeatureTable } from './feature-table.js';
import { splitByTime, type SplitOptions } from './split-by-time.js';

/** Rows of a feature table by what they are for. */
export interface Slices {
  /** Learnt from. */
  readonly learn: Uint32Array;
  /** Later: stops the training, and fits the calibrator. */
  readonly watch: Uint32Array;
  /** Learnt from once more, as long as the watched training did: nearer to what will be scored. Absent: the watched model is the one. */
  readonly refit?: Uint32Array;
  /** The latest, looked at once, for the metrics. */
  readonly heldOut: Uint32Array;
}

const DAY_MS = 86_400_000;

/** Windows counted back from the start of the test, as the Fraud Detection Handbook does (Le Borgne et al., 2022, chapter 5.2). */
export interface WindowOptions {
  /** Epoch milliseconds. */
  readonly testStartMs: number;
  readonly testDays: number;
  readonly trainDays: number;
  /** How long it takes until a label is known. */
  readonly delayDays: number;
}

/**
 * The last `trainDays` whose labels are known when the test starts are refitted on, after a rehearsal: the same model learnt one step (train and
 * delay) earlier and watched on those days. Groups whose fraud is known by a day of a test are no longer in it: their cards are blocked.
 */
export function windowSlices(table: FeatureTable, { testStartMs, testDays, trainDays, delayDays }: WindowOptions): Slices {
  const trainEnd = testStartMs - delayDays * DAY_MS;
  const trainStart = trainEnd - trainDays * DAY_MS;
  const early = { end: trainStart - delayDays * DAY_MS, start: trainStart - (delayDays + trainDays) * DAY_MS };
  const slices = {
    learn: rowsBetween(table.timesMs, early.start, early.end),
    watch: withoutKnown(table, rowsBetween(table.timesMs, trainStart, trainEnd), { from: early.start, delayDays, startMs: trainStart }),
    refit: rowsBetween(table.timesMs, trainStart, trainEnd),
    heldOut: withoutKnown(table, rowsBetween(table.timesMs, testStartMs, testStartMs + testDays * DAY_MS), {
      from: trainStart,
      delayDays,
      startMs: testStartMs,
    }),
  };
  return checked(slices, table.timesMs);
}

/** Slices by shares of the rows; `gapMs` is left out behind each border. */
export function shareSlices({ timesMs }: FeatureTable, options: SplitOptions): Slices {
  const { train, watch, heldOut } = splitByTime(timesMs, options);
  return { learn: range(...train), watch: range(...watch), heldOut: range(...heldOut) };
}

interface Known {
  /** Frauds from this time on count. */
  readonly from: number;
  /** A fraud is known so many days later. */
  readonly delayDays: number;
  /** When the days of the slice begin. */
  readonly startMs: number;
}

function withoutKnown({ timesMs, labels, groups }: FeatureTable, rows: Uint32Array, { from, delayDays, startMs }: Known): Uint32Array {
  const firstFraud = new Map<number, number>();
  const end = rows.length === 0 ? from : (timesMs[rows.at(-1) ?? 0] ?? from) + 1;
  for (const row of rowsBetween(timesMs, from, end)) {
    const group = groups[row] ?? 0;
    if (labels[row] === 1 && !firstFraud.has(group)) firstFraud.set(group, timesMs[row] ?? 0);
  }
  return rows.filter((row) => {
    const day = Math.floor(((timesMs[row] ?? 0) - startMs) / DAY_MS);
    return (firstFraud.get(groups[row] ?? 0) ?? Infinity) >= startMs + (day - delayDays) * DAY_MS;
  });
}

function rowsBetween(timesMs: Float64Array, from: number, to: number): Uint32Array {
  return range(firstAt(timesMs, from), firstAt(timesMs, to));
}

function firstAt(timesMs: Float64Array, time: number): number {
  let [low, high] = [0, timesMs.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesMs[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function range(from: number, to: number): Uint32Array {
  return Uint32Array.from({ length: Math.max(0, to - from) }, (_, place) => from + place);
}

function checked(slices: Required<Slices>, timesMs: Float64Array): Slices {
  for (const name of ['learn', 'watch', 'refit', 'heldOut'] as const)
    if (slices[name].length === 0)
      throw new RangeError(
        `the history holds nothing for the ${name} slice: its days are not in it, which goes from ${dayOf(timesMs[0])} to ${dayOf(timesMs.at(-1))}`,
      );
  return slices;
}

function dayOf(timeMs: number | undefined): string {
  return timeMs === undefined ? 'nothing' : new Date(timeMs).toISOString().slice(0, 10);
}
