import type { EventFilter } from './counter-read.js';
import { EventLayout } from './event-layout.js';
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

const NO_COLUMNS = new Float64Array(0);

/** What a span looks at before it is aimed. */
const NO_RUN: EventRun = {
  layout: new EventLayout(),
  columns: NO_COLUMNS,
  start: 0,
  columnAt: () => -1,
  isPositive: () => false,
  textOf: () => undefined,
};

/** A span that is aimed at one run after another: so none is made for every run, and a field is looked up once for all runs of a layout. */
export class AimedSpan implements Span {
  run: EventRun = NO_RUN;
  columns: Float64Array = NO_COLUMNS;
  column = -1;
  second = -1;
  readonly filter: { column: number; readonly operator: number; readonly bound: number } | undefined;
  readonly #look: Look;
  #layout: EventLayout | undefined;
  #slot = -1;
  #filterSlot = -1;
  /** Is a field not known to the layout yet? */
  #isOpen = true;

  constructor(look: Look) {
    const { where } = look;
    this.#look = look;
    this.filter = where === undefined ? undefined : { column: -1, operator: OPERATORS.indexOf(where.operator), bound: codeOf(where.value) };
  }

  /** Finds the look's columns in a run. */
  aim(run: EventRun): void {
    this.run = run;
    this.columns = run.columns;
    if (this.#layout !== run.layout || this.#isOpen) this.#findSlots(run.layout);
    this.column = run.columnAt(this.#slot);
    if (this.#look.isPosition) this.second = this.#slot < 0 ? -1 : run.columnAt(this.#slot + 1);
    if (this.filter !== undefined) this.filter.column = run.columnAt(this.#filterSlot);
  }

  /** A slot that a layout has given stays; one that is not there may come. */
  #findSlots(layout: EventLayout): void {
    const { of, isPosition, where } = this.#look;
    this.#layout = layout;
    if (of !== undefined) this.#slot = isPosition ? layout.positionSlotOf(of) : layout.slotOf(of);
    if (where !== undefined) this.#filterSlot = layout.slotOf(where.fact);
    this.#isOpen = (of !== undefined && this.#slot < 0) || (where !== undefined && this.#filterSlot < 0);
  }
}

/** Finds the columns of a look in a run. */
export function spanOf(run: EventRun, look: Look): Span {
  const span = new AimedSpan(look);
  span.aim(run);
  return span;
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
