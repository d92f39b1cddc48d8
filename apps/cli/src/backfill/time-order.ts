import type { Answers } from './answers.js';
import type { HistoryObserver, ObservedBlock } from './history-observer.js';
import type { RowColumns } from './row-columns.js';

/** A block on its way, and how many of its rows have no answers yet. */
interface OpenBlock {
  readonly block: number;
  readonly observed: ObservedBlock;
  left: number;
}

interface WaitingRow {
  readonly timeMs: number;
  readonly open: OpenBlock;
  readonly row: number;
}

/**
 * Rows in the order of their own time, whatever the order in which they came: a row waits until nothing earlier can come any more, that is
 * until a row has come that is `latenessMs` later. A row that comes later still is counted at once, and those before it do not see it.
 */
export class TimeOrder {
  tooLate = 0;
  /** By time; those of the same time as they came. */
  private waiting: WaitingRow[] = [];
  private newestMs = -Infinity;
  private releasedMs = -Infinity;

  constructor(
    private readonly observer: HistoryObserver,
    private readonly latenessMs: number,
    private readonly onDone: (block: number, answers: Answers) => void,
  ) {}

  add(block: number, columns: RowColumns): void {
    const open: OpenBlock = { block, observed: this.observer.open(columns), left: columns.rows };
    if (columns.rows === 0) this.onDone(block, open.observed.answers);
    for (let row = 0; row < columns.rows; row += 1) {
      const timeMs = columns.times[row] ?? Number.NaN;
      if (timeMs <= this.releasedMs) this.tooLate += 1;
      this.waiting.push({ timeMs, open, row });
      this.newestMs = Math.max(this.newestMs, timeMs);
    }
    // Stable, and quick on what is nearly in order.
    this.waiting.sort((a, b) => a.timeMs - b.timeMs);
    this.release(this.newestMs - this.latenessMs);
  }

  /** Nothing comes any more. */
  flush(): void {
    this.release(Infinity);
  }

  /** All of one time are counted before the first of them reads: each sees the others. */
  private release(beforeMs: number): void {
    let from = 0;
    while (from < this.waiting.length) {
      const timeMs = this.waiting[from]?.timeMs ?? Infinity;
      if (timeMs >= beforeMs) break;
      let to = from;
      while (this.waiting[to]?.timeMs === timeMs) to += 1;
      const group = this.waiting.slice(from, to);
      for (const { open, row } of group) this.observer.count(open.observed, row);
      for (const { open, row } of group) this.readRow(open, row);
      this.releasedMs = Math.max(this.releasedMs, timeMs);
      from = to;
    }
    this.waiting = this.waiting.slice(from);
  }

  private readRow(open: OpenBlock, row: number): void {
    this.observer.read(open.observed, row);
    open.left -= 1;
    if (open.left === 0) this.onDone(open.block, open.observed.answers);
  }
}
