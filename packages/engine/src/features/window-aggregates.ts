import type { Aggregate } from '../contract/feature-file.js';
import type { Scalar } from '../contract/json.js';
import type { EventFilter, Position, WindowRead } from './counter-read.js';
import type { EventLayout } from './event-layout.js';
import { haversineKm, speedKmh } from './haversine-km.js';
import { booleanOf, codeOf, isNumberCode, isTextCode } from './packed-value.js';

/** Events in order of time, as columns of doubles. */
export interface EventRun {
  readonly layout: EventLayout;
  readonly columns: Float64Array;
  /** Where a value column starts; −1: there is none. */
  columnAt(slot: number): number;
  timeAt(index: number): number;
  isPositive(index: number): boolean;
  textOf(code: number): string | undefined;
}

/** One windowed value in the making: told of runs of events, the older first, then asked. */
export interface RunningAggregate {
  update(from: number, to: number): void;
  /** `undefined`: no event gives a value. */
  finalize(): Scalar | undefined;
}

type Passes = (index: number) => boolean;

/** Everything that an aggregate looks at: made anew for each read. */
interface Reading {
  readonly run: EventRun;
  readonly read: WindowRead;
  readonly atMs: number;
  /** Where the column of `of` starts. */
  readonly column: number;
  readonly passes: Passes | undefined;
}

const MAKE: Readonly<Record<Aggregate, (reading: Reading) => RunningAggregate>> = {
  count: counting,
  sum: numbers,
  mean: numbers,
  min: numbers,
  max: numbers,
  stddev: spread,
  zScore: spread,
  quantile,
  distinct,
  last,
  seen,
  streak,
  sinceLast,
  distance: movement,
  speed: movement,
  fraudShare,
};

/** Makes one aggregate ready. `atMs`: the current event's own time. */
export function aggregateOf(read: WindowRead, run: EventRun, atMs: number): RunningAggregate {
  const isPosition = read.aggregate === 'distance' || read.aggregate === 'speed';
  const slot = read.of === undefined ? -1 : isPosition ? run.layout.positionSlotOf(read.of) : run.layout.slotOf(read.of);
  const passes = read.where === undefined ? undefined : filterOf(run, read.where);
  return MAKE[read.aggregate]({ run, read, atMs, column: run.columnAt(slot), passes });
}

function counting({ passes }: Reading): RunningAggregate {
  let count = 0;
  return {
    update: (from, to) => {
      if (passes === undefined) count += to - from;
      else for (let index = from; index < to; index += 1) if (passes(index)) count += 1;
    },
    finalize: () => count,
  };
}

function numbers({ run, read: { aggregate }, column, passes }: Reading): RunningAggregate {
  let count = 0;
  let sum = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  return {
    update: (from, to) =>
      eachNumber({ run, column, passes }, from, to, (value) => {
        count += 1;
        sum += value;
        min = Math.min(min, value);
        max = Math.max(max, value);
      }),
    finalize: () => {
      if (aggregate === 'sum') return sum;
      if (count === 0) return undefined;
      if (aggregate === 'mean') return sum / count;
      return aggregate === 'min' ? min : max;
    },
  };
}

/** B. P. Welford, "Note on a Method for Calculating Corrected Sums of Squares and Products", Technometrics 4(3), 1962. */
function spread({ run, read: { aggregate, current }, column, passes }: Reading): RunningAggregate {
  let count = 0;
  let mean = 0;
  let squares = 0;
  return {
    update: (from, to) =>
      eachNumber({ run, column, passes }, from, to, (value) => {
        count += 1;
        const delta = value - mean;
        mean += delta / count;
        squares += delta * (value - mean);
      }),
    finalize: () => {
      if (count === 0) return undefined;
      const deviation = spreadOf(squares / count, mean);
      if (aggregate === 'stddev') return deviation;
      return deviation === 0 || typeof current !== 'number' ? undefined : (current - mean) / deviation;
    },
  };
}

/** A spread within the rounding of its values is none. */
function spreadOf(variance: number, mean: number): number {
  const deviation = Math.sqrt(variance);
  return deviation > 1e-9 * Math.abs(mean) ? deviation : 0;
}

function quantile({ run, read: { current }, column, passes }: Reading): RunningAggregate {
  let count = 0;
  let atMost = 0;
  return {
    update: (from, to) =>
      eachNumber({ run, column, passes }, from, to, (value) => {
        count += 1;
        if (typeof current === 'number' && value <= current) atMost += 1;
      }),
    finalize: () => (count === 0 || typeof current !== 'number' ? undefined : atMost / count),
  };
}

function distinct({ run: { columns }, column, passes }: Reading): RunningAggregate {
  const codes = new Set<number>();
  return {
    update: (from, to) => {
      for (let index = from; index < to; index += 1) {
        const code = column < 0 ? Number.NaN : (columns[column + index] ?? Number.NaN);
        if (!Number.isNaN(code) && (passes === undefined || passes(index))) codes.add(code);
      }
    },
    finalize: () => codes.size,
  };
}

function last({ run, column, passes }: Reading): RunningAggregate {
  let found = Number.NaN;
  return {
    update: (from, to) => {
      const index = lastIndex(from, to, (at) => hasValue(run, column, at) && (passes === undefined || passes(at)));
      if (index >= 0) found = run.columns[column + index] ?? Number.NaN;
    },
    finalize: () => {
      if (isNumberCode(found)) return found;
      return isTextCode(found) ? run.textOf(found) : booleanOf(found);
    },
  };
}

function seen({ run, read: { current }, column, passes }: Reading): RunningAggregate {
  const code = current === undefined || typeof current === 'object' ? Number.NaN : codeOf(current);
  let isSeen = false;
  return {
    update: (from, to) => {
      if (column < 0) return;
      isSeen ||= lastIndex(from, to, (at) => run.columns[column + at] === code && (passes === undefined || passes(at))) >= 0;
    },
    finalize: () => isSeen,
  };
}

function streak({ passes }: Reading): RunningAggregate {
  let row = 0;
  return {
    update: (from, to) => {
      const breaking = lastIndex(from, to, (at) => passes !== undefined && !passes(at));
      row = breaking < 0 ? row + to - from : to - 1 - breaking;
    },
    finalize: () => row,
  };
}

function sinceLast({ run, atMs, passes }: Reading): RunningAggregate {
  let lastMs: number | undefined;
  return {
    update: (from, to) => {
      const index = lastIndex(from, to, (at) => passes === undefined || passes(at));
      if (index >= 0) lastMs = run.timeAt(index);
    },
    finalize: () => (lastMs === undefined ? undefined : (atMs - lastMs) / 1000),
  };
}

function movement({ run, read: { aggregate, current, of = '' }, atMs, column, passes }: Reading): RunningAggregate {
  const longitudes = run.columnAt(run.layout.positionSlotOf(of) + 1);
  let found: { readonly position: Position; readonly atMs: number } | undefined;
  const { columns } = run;
  return {
    update: (from, to) => {
      const index = lastIndex(from, to, (at) => hasValue(run, column, at) && (passes === undefined || passes(at)));
      if (index < 0) return;
      const lat = columns[column + index] ?? Number.NaN;
      const lon = columns[longitudes + index] ?? Number.NaN;
      found = { position: { lat, lon }, atMs: run.timeAt(index) };
    },
    finalize: () => {
      if (found === undefined || typeof current !== 'object') return undefined;
      const km = haversineKm(found.position, current);
      return aggregate === 'distance' ? km : speedKmh(km, atMs - found.atMs);
    },
  };
}

function fraudShare({ run, passes }: Reading): RunningAggregate {
  let count = 0;
  let positive = 0;
  return {
    update: (from, to) => {
      for (let index = from; index < to; index += 1) {
        if (passes !== undefined && !passes(index)) continue;
        count += 1;
        if (run.isPositive(index)) positive += 1;
      }
    },
    finalize: () => (count === 0 ? 0 : positive / count),
  };
}

function eachNumber({ run, column, passes }: Omit<Reading, 'read' | 'atMs'>, from: number, to: number, see: (value: number) => void): void {
  if (column < 0) return;
  const { columns } = run;
  for (let index = from; index < to; index += 1) {
    const value = columns[column + index] ?? Number.NaN;
    if (isNumberCode(value) && (passes === undefined || passes(index))) see(value);
  }
}

function hasValue({ columns }: EventRun, column: number, index: number): boolean {
  return column >= 0 && !Number.isNaN(columns[column + index]);
}

/** Index of the last event that suits, or −1. */
function lastIndex(from: number, to: number, suits: Passes): number {
  for (let index = to - 1; index >= from; index -= 1) if (suits(index)) return index;
  return -1;
}

const COMPARE: Readonly<Record<EventFilter['operator'], (code: number, bound: number) => boolean>> = {
  equal: (code, bound) => code === bound,
  notEqual: (code, bound) => !Number.isNaN(code) && code !== bound,
  lessThan: (code, bound) => isNumberCode(code) && code < bound,
  lessThanInclusive: (code, bound) => isNumberCode(code) && code <= bound,
  greaterThan: (code, bound) => isNumberCode(code) && code > bound,
  greaterThanInclusive: (code, bound) => isNumberCode(code) && code >= bound,
};

/** An event without the fact does not pass: whether the comparison holds is unknown. */
function filterOf(run: EventRun, { fact, operator, value }: EventFilter): Passes {
  const column = run.columnAt(run.layout.slotOf(fact));
  const bound = codeOf(value);
  const compare = COMPARE[operator];
  return (index) => column >= 0 && compare(run.columns[column + index] ?? Number.NaN, bound);
}
