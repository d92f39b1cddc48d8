import type { WindowRead } from './counter-read.js';
import { CodeSet } from './code-set.js';
import { passes, type Span } from './event-span.js';
import { isNumberCode } from './packed-value.js';

/** What a window has come to so far. `update` and `merge` are told of the older events first. */
export interface WindowState {
  /** Forgets everything: the state is as it was made, for an event with this value. */
  reset(current: WindowRead['current']): void;
  update(span: Span, from: number, to: number): void;
  /** Adds what a later state has seen. */
  merge(later: this): void;
}

/** A state that can be kept for a stretch of events, and written down as numbers. */
export interface KeptState extends WindowState {
  dump(): number[];
  /** Takes what `dump` gave; of a state that has seen nothing yet. */
  load(numbers: readonly number[]): void;
}

/** Can the state be written down? */
export function isKept(state: WindowState): state is KeptState {
  return 'dump' in state;
}

/** Events that pass. */
export class Tally implements KeptState {
  count = 0;

  reset(): void {
    this.count = 0;
  }

  update(span: Span, from: number, to: number): void {
    if (span.filter === undefined) this.count += to - from;
    else for (let index = from; index < to; index += 1) if (passes(span, index)) this.count += 1;
  }

  merge(later: Tally): void {
    this.count += later.count;
  }

  dump(): number[] {
    return [this.count];
  }

  load([count = 0]: readonly number[]): void {
    this.count = count;
  }
}

/** Numbers: how many, their sum, the least and the greatest. */
export class Moments implements KeptState {
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;

  reset(): void {
    this.count = 0;
    this.sum = 0;
    this.min = Number.POSITIVE_INFINITY;
    this.max = Number.NEGATIVE_INFINITY;
  }

  update(span: Span, from: number, to: number): void {
    const { columns, column, filter } = span;
    if (column < 0) return;
    let { count, sum, min, max } = this;
    for (let index = from; index < to; index += 1) {
      const value = columns[column + index] ?? Number.NaN;
      if (!isNumberCode(value) || (filter !== undefined && !passes(span, index))) continue;
      count += 1;
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    this.count = count;
    this.sum = sum;
    this.min = min;
    this.max = max;
  }

  merge(later: Moments): void {
    this.count += later.count;
    this.sum += later.sum;
    if (later.min < this.min) this.min = later.min;
    if (later.max > this.max) this.max = later.max;
  }

  dump(): number[] {
    return [this.count, this.sum, this.min, this.max];
  }

  load([count = 0, sum = 0, min = Number.POSITIVE_INFINITY, max = Number.NEGATIVE_INFINITY]: readonly number[]): void {
    Object.assign(this, { count, sum, min, max });
  }
}

/**
 * Mean and squared deviations by B. P. Welford, "Note on a Method for Calculating Corrected Sums of Squares and Products", Technometrics
 * 4(3), 1962; merged as in T. F. Chan et al., "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979.
 */
export class Spread implements KeptState {
  count = 0;
  mean = 0;
  squares = 0;

  reset(): void {
    this.count = 0;
    this.mean = 0;
    this.squares = 0;
  }

  update(span: Span, from: number, to: number): void {
    const { columns, column, filter } = span;
    if (column < 0) return;
    let { count, mean, squares } = this;
    for (let index = from; index < to; index += 1) {
      const value = columns[column + index] ?? Number.NaN;
      if (!isNumberCode(value) || (filter !== undefined && !passes(span, index))) continue;
      count += 1;
      const delta = value - mean;
      mean += delta / count;
      squares += delta * (value - mean);
    }
    this.count = count;
    this.mean = mean;
    this.squares = squares;
  }

  merge(later: Spread): void {
    if (later.count === 0) return;
    const count = this.count + later.count;
    const delta = later.mean - this.mean;
    this.squares += later.squares + (delta * delta * this.count * later.count) / count;
    this.mean += (delta * later.count) / count;
    this.count = count;
  }

  dump(): number[] {
    return [this.count, this.mean, this.squares];
  }

  load([count = 0, mean = 0, squares = 0]: readonly number[]): void {
    Object.assign(this, { count, mean, squares });
  }
}

/** Different values. */
export class Distinct implements KeptState {
  readonly set = new CodeSet();

  reset(): void {
    this.set.clear();
  }

  update(span: Span, from: number, to: number): void {
    const { columns, column, filter } = span;
    if (column < 0) return;
    for (let index = from; index < to; index += 1) {
      if (filter === undefined || passes(span, index)) this.set.add(columns[column + index] ?? Number.NaN);
    }
  }

  merge(later: Distinct): void {
    this.set.merge(later.set);
  }

  dump(): number[] {
    return this.set.dump();
  }

  load(numbers: readonly number[]): void {
    this.set.load(numbers);
  }
}

/** How many pass, and how many of them are known to be fraud. */
export class Frauds implements KeptState {
  count = 0;
  positive = 0;

  reset(): void {
    this.count = 0;
    this.positive = 0;
  }

  update(span: Span, from: number, to: number): void {
    const { run } = span;
    for (let index = from; index < to; index += 1) {
      if (!passes(span, index)) continue;
      this.count += 1;
      if (run.isPositive(index)) this.positive += 1;
    }
  }

  merge(later: Frauds): void {
    this.count += later.count;
    this.positive += later.positive;
  }

  dump(): number[] {
    return [this.count, this.positive];
  }

  load([count = 0, positive = 0]: readonly number[]): void {
    Object.assign(this, { count, positive });
  }
}
