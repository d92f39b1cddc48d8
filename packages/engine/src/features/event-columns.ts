import type { Scalar } from '../contract/json.js';
import type { CounterEvent, Position } from './counter-read.js';

/** What counters keep of an event under a key. */
export type KeptEvent = Pick<CounterEvent, 'id' | 'atMs' | 'values'>;

/** One field of events in order; NaN stands for an event without it, so that a column of numbers is held as plain doubles. */
export type Column = readonly (Scalar | Position)[];

/** Times and fields of events side by side: a scan then touches one run of memory instead of an object or two per event. */
export class EventColumns {
  readonly times: number[];
  readonly #fields = new Map<string, (Scalar | Position)[]>();

  constructor(events: readonly KeptEvent[]) {
    this.times = events.map((event) => event.atMs);
  }

  /** The column of a field, made when it is first asked for and kept from then on. */
  column(field: string, events: readonly KeptEvent[]): Column {
    const kept = this.#fields.get(field);
    if (kept !== undefined) return kept;
    const column = columnOf(field, events);
    this.#fields.set(field, column);
    return column;
  }

  insert(place: number, event: KeptEvent): void {
    insertAt(this.times, place, event.atMs);
    for (const [field, column] of this.#fields) insertAt(column, place, valueIn(event, field));
  }

  dropFirst(count: number): void {
    dropFirst(this.times, count);
    for (const column of this.#fields.values()) dropFirst(column, count);
  }
}

export function columnOf(field: string, events: readonly KeptEvent[]): (Scalar | Position)[] {
  const column: (Scalar | Position)[] = [];
  for (const event of events) column.push(valueIn(event, field));
  return column;
}

/** Pushes where it can: most events come in order of time. */
export function insertAt<T>(list: T[], place: number, item: T): void {
  if (place === list.length) list.push(item);
  else list.splice(place, 0, item);
}

/** Shifts where it can: V8 then moves the start of a long list instead of its content. */
export function dropFirst(list: unknown[], count: number): void {
  if (count === 1) list.shift();
  else list.splice(0, count);
}

function valueIn({ values }: KeptEvent, field: string): Scalar | Position {
  return values[field] ?? Number.NaN;
}
