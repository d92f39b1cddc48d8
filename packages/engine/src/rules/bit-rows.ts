import type { Sliced } from '../sliced.js';

/** Stands for a row in which every conjunction is still possible. */
export const NO_ROW = -1;

/** Rows of one bit per conjunction, kept one after the other, so that a decision walks through one array. */
export class BitRows {
  /** 32-bit words of a row. */
  readonly words: number;
  readonly #lastWord: number;
  readonly #rows: Int32Array[] = [];

  constructor(conjunctions: number) {
    this.words = Math.ceil(conjunctions / 32);
    this.#lastWord = conjunctions % 32 === 0 ? -1 : (1 << (conjunctions % 32)) - 1;
  }

  /** A row in which every conjunction is still possible; bits beyond the last one stay 0. */
  full(): Int32Array {
    const row = new Int32Array(this.words).fill(-1);
    if (this.words > 0) row[this.words - 1] = this.#lastWord;
    return row;
  }

  /** Keeps a row: its place in `toArray()`. Neighbouring classes of a value often rule out the same, so a row like the last one is kept once. */
  keep(row: Int32Array): number {
    const last = this.#rows.at(-1);
    if (last === undefined || !isSame(last, row)) this.#rows.push(row);
    return (this.#rows.length - 1) * this.words;
  }

  /** All rows that were kept. */
  *toArray(): Sliced<Int32Array> {
    const all = new Int32Array(this.#rows.length * this.words);
    for (const [index, row] of this.#rows.entries()) {
      all.set(row, index * this.words);
      yield;
    }
    return all;
  }
}

/** Rules conjunctions out. */
export function clearBits(row: Int32Array, conjunctions: Iterable<number>): void {
  for (const conjunction of conjunctions) row[conjunction >>> 5] = (row[conjunction >>> 5] ?? 0) & ~(1 << (conjunction & 31));
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  return a.every((word, index) => word === b[index]);
}
