import type { WindowRead } from './counter-read.js';
import { hasValue, passes, type Span } from './event-span.js';
import { codeOf, isNumberCode } from './packed-value.js';
import type { WindowState } from './window-states.js';

/** How many numbers, and how many of them at most the current value. */
export class Rank implements WindowState {
  count = 0;
  atMost = 0;
  #current = Number.NaN;

  reset(current: WindowRead['current']): void {
    this.count = 0;
    this.atMost = 0;
    this.#current = typeof current === 'number' ? current : Number.NaN;
  }

  update(span: Span, from: number, to: number): void {
    const { columns, column } = span;
    if (column < 0) return;
    for (let index = from; index < to; index += 1) {
      const value = columns[column + index] ?? Number.NaN;
      if (!isNumberCode(value) || !passes(span, index)) continue;
      this.count += 1;
      if (value <= this.#current) this.atMost += 1;
    }
  }

  merge(later: Rank): void {
    this.count += later.count;
    this.atMost += later.atMost;
  }
}

/** Was the current value there? */
export class Seen implements WindowState {
  isSeen = false;
  #code = Number.NaN;

  reset(current: WindowRead['current']): void {
    this.isSeen = false;
    this.#code = current === undefined || typeof current === 'object' ? Number.NaN : codeOf(current);
  }

  update(span: Span, from: number, to: number): void {
    const { columns, column } = span;
    if (column < 0 || this.isSeen) return;
    const code = this.#code;
    for (let index = to - 1; index >= from; index -= 1) {
      if (columns[column + index] !== code || !passes(span, index)) continue;
      this.isSeen = true;
      return;
    }
  }

  merge(later: Seen): void {
    this.isSeen ||= later.isSeen;
  }
}

/** The last event that passes and, where a value is looked at, has one. */
export class Latest implements WindowState {
  atMs = Number.NaN;
  code = Number.NaN;
  second = Number.NaN;
  readonly #needsValue: boolean;

  constructor(needsValue: boolean) {
    this.#needsValue = needsValue;
  }

  reset(): void {
    this.atMs = Number.NaN;
    this.code = Number.NaN;
    this.second = Number.NaN;
  }

  update(span: Span, from: number, to: number): void {
    const { run, columns, column, second } = span;
    for (let index = to - 1; index >= from; index -= 1) {
      if ((this.#needsValue && !hasValue(span, index)) || !passes(span, index)) continue;
      this.atMs = columns[run.start + index] ?? Number.NaN;
      this.code = column < 0 ? Number.NaN : (columns[column + index] ?? Number.NaN);
      this.second = second < 0 ? Number.NaN : (columns[second + index] ?? Number.NaN);
      return;
    }
  }

  merge(later: Latest): void {
    if (Number.isNaN(later.atMs)) return;
    this.atMs = later.atMs;
    this.code = later.code;
    this.second = later.second;
  }
}

/** How many of the last events in a row pass. */
export class Streak implements WindowState {
  row = 0;
  /** Did every event pass so far? */
  isWhole = true;

  reset(): void {
    this.row = 0;
    this.isWhole = true;
  }

  update(span: Span, from: number, to: number): void {
    let index = to - 1;
    while (index >= from && passes(span, index)) index -= 1;
    this.#append(to - 1 - index, index < from);
  }

  merge(later: Streak): void {
    this.#append(later.row, later.isWhole);
  }

  #append(row: number, isWhole: boolean): void {
    this.row = isWhole ? this.row + row : row;
    this.isWhole &&= isWhole;
  }
}
