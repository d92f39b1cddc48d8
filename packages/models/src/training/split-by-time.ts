/** Shares of the rows, by time: the rest, the latest, is held out. */
export interface SplitOptions {
  readonly trainShare: number;
  readonly watchShare: number;
  /** Rows this close after a border are left out, so that one fraud episode does not stand on both sides of it. */
  readonly gapMs: number;
}

/** Half-open ranges of row indices. */
export interface TimeSplit {
  readonly train: readonly [from: number, to: number];
  /** Stops the training, and fits the calibrator. */
  readonly watch: readonly [from: number, to: number];
  /** Looked at once, for the metrics. */
  readonly heldOut: readonly [from: number, to: number];
}

/** Cuts rows in time order (`times`, epoch milliseconds, ascending) into three slices with gaps between them. */
export function splitByTime(times: Float64Array, { trainShare, watchShare, gapMs }: SplitOptions): TimeSplit {
  const count = times.length;
  const trainEnd = Math.floor(count * trainShare);
  const watchEnd = Math.floor(count * (trainShare + watchShare));
  const split: TimeSplit = {
    train: [0, trainEnd],
    watch: [firstAfterGap(times, trainEnd, gapMs), watchEnd],
    heldOut: [firstAfterGap(times, watchEnd, gapMs), count],
  };
  for (const name of ['train', 'watch', 'heldOut'] as const) {
    const [from, to] = split[name];
    if (from >= to) throw new RangeError(`${count} rows leave nothing for the ${name} slice: take more rows or a smaller gap`);
  }
  return split;
}

function firstAfterGap(times: Float64Array, border: number, gapMs: number): number {
  const from = (times[border] ?? Infinity) + gapMs;
  const index = times.subarray(border).findIndex((time) => time >= from);
  return index === -1 ? times.length : border + index;
}
