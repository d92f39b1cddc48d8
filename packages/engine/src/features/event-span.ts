import type { EventFilter } from './counter-read.js';
import type { EventLayout } from './event-layout.js';
import { codeOf, isNumberCode } from './packed-value.js';

/** Events in order of time, as columns of doubles in one block. */
export interface EventRun {
  readonly layout: EventLayout;
  readonly columns: Float64Array;
  /** Where the times start in `columns`. */
  readonly start: number;
  /** Where a value column starts in `columns`; −1: there is none. */
  columnAt(slot: number): number;
  isPositive(index: number): boolean;
  textOf(code: number): string | undefined;
}

const OPERATORS = ['equal', 'notEqual', 'lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'] as const;

/** A filter made ready for one run. */
interface SpanFilter {
  /** Where the fact's column starts; −1: no event has it, and none passes. */
  readonly column: number;
  /** Place in `OPERATORS`. */
  readonly operator: number;
  readonly bound: number;
}

/** What a scan looks at in a run. */
export interface Span {
  readonly run: EventRun;
  readonly columns: Float64Array;
  /** Where the column of `of` starts, and for a position its longitude; −1: none. */
  readonly column: number;
  readonly second: number;
  readonly filter: SpanFilter | undefined;
}

/** What the window looks at: a value of each event, and which events. */
export interface Look {
  readonly of: string | undefined;
  readonly isPosition: boolean;
  readonly where: EventFilter | undefined;
}

/** Finds the columns of a look in a run. */
export function spanOf(run: EventRun, { of, isPosition, where }: Look): Span {
  const slot = of === undefined ? -1 : isPosition ? run.layout.positionSlotOf(of) : run.layout.slotOf(of);
  const filter = where === undefined ? undefined : filterOf(run, where);
  return { run, columns: run.columns, column: run.columnAt(slot), second: isPosition ? run.columnAt(slot + 1) : -1, filter };
}

function filterOf(run: EventRun, { fact, operator, value }: EventFilter): SpanFilter {
  return { column: run.columnAt(run.layout.slotOf(fact)), operator: OPERATORS.indexOf(operator), bound: codeOf(value) };
}

/** An event without the fact does not pass: whether the comparison holds is unknown. */
export function passes({ columns, filter }: Span, index: number): boolean {
  if (filter === undefined) return true;
  const { column, operator, bound } = filter;
  const code = column < 0 ? Number.NaN : (columns[column + index] ?? Number.NaN);
  switch (operator) {
    case 0:
      return code === bound;
    case 1:
      return !Number.isNaN(code) && code !== bound;
    case 2:
      return isNumberCode(code) && code < bound;
    case 3:
      return isNumberCode(code) && code <= bound;
    case 4:
      return isNumberCode(code) && code > bound;
    default:
      return isNumberCode(code) && code >= bound;
  }
}

/** Has the event a value of `of`? */
export function hasValue({ columns, column }: Span, index: number): boolean {
  return column >= 0 && !Number.isNaN(columns[column + index]);
}
