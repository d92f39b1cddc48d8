import { faultLine, type Fault } from '@gavel/engine';
import { counted } from '../counted.js';

/** What is wrong with some rows: the fault of the first, and how many have it. */
export interface RowFault {
  readonly fault: Fault;
  readonly rows: number;
}

/** Different faults that are kept, and that are told. */
const MAX_KEPT = 100;
const MAX_TOLD = 3;

/** Rows that are no requests of the flow: counted, and each fault told once. */
export class RefusedRows {
  #rows = 0;
  readonly #found = new Map<string, RowFault>();

  get rows(): number {
    return this.#rows;
  }

  get found(): readonly RowFault[] {
    return [...this.#found.values()];
  }

  /** Counts a row by the first of its faults. */
  add(faults: readonly Fault[]): void {
    this.#rows += 1;
    const [fault] = faults;
    if (fault !== undefined) this.#note({ fault, rows: 1 });
  }

  /** Takes over what was counted elsewhere, `linesBefore` further up in the file. */
  merge(rows: number, found: readonly RowFault[], linesBefore: number): void {
    this.#rows += rows;
    for (const { fault, rows: own } of found)
      this.#note({ fault: { ...fault, ...(fault.line === undefined ? {} : { line: fault.line + linesBefore }) }, rows: own });
  }

  /** For people; empty where every row could be read. */
  notes(): readonly string[] {
    if (this.#rows === 0) return [];
    const lines = this.found.slice(0, MAX_TOLD).map(({ fault, rows }) => `  ${faultLine(fault)}${rows === 1 ? '' : ` (${rows} rows)`}`);
    return [`${counted(this.#rows, 'row')} could not be read as requests of the flow and were left out; the first faults:`, ...lines];
  }

  #note({ fault, rows }: RowFault): void {
    const key = JSON.stringify([fault.pointer, fault.message]);
    const before = this.#found.get(key);
    if (before !== undefined) this.#found.set(key, { fault: before.fault, rows: before.rows + rows });
    else if (this.#found.size < MAX_KEPT) this.#found.set(key, { fault, rows });
  }
}
