/** Doubles in a slab: 64 KiB. */
const SLAB = 8192;

/** A block larger than this share of a slab gets memory of its own. */
const LARGE = SLAB / 8;

/** Slabs in which nothing is left, kept for whoever needs one next. */
const MAX_SPARE = 64;

/** Memory that blocks of one size are cut from. */
export interface Slab {
  readonly data: Float64Array;
  /** Doubles to a block. */
  readonly words: number;
  /** Starts of the blocks that are free. */
  readonly free: number[];
  used: number;
}

/** A stretch of a slab: what it holds at first is anything. */
export interface Block {
  readonly slab: Slab;
  readonly at: number;
}

/**
 * Memory for millions of small histories: an array of its own for each would take more than what it holds. Blocks of one size lie
 * together in slabs, so that those of histories that have outgrown a size come free together.
 */
export class ColumnArena {
  readonly #open = new Map<number, Slab[]>();
  readonly #spare: Float64Array[] = [];

  allocate(words: number): Block {
    if (words > LARGE) return { slab: { data: new Float64Array(words), words, free: [], used: 1 }, at: 0 };
    const slabs = this.#slabsOf(words);
    const slab = slabs.at(-1) ?? this.#addSlab(slabs, words);
    const at = slab.free.pop() ?? 0;
    slab.used += 1;
    if (slab.free.length === 0) slabs.pop();
    return { slab, at };
  }

  /** Takes a block back. It must not be looked at any more. */
  release({ slab, at }: Block): void {
    const { words, free } = slab;
    slab.used -= 1;
    if (words > LARGE) return;
    const slabs = this.#slabsOf(words);
    free.push(at);
    if (free.length === 1) slabs.push(slab);
    if (slab.used > 0) return;
    slabs.splice(slabs.indexOf(slab), 1);
    if (this.#spare.length < MAX_SPARE) this.#spare.push(slab.data);
  }

  /** Slabs of one size that have free blocks. */
  #slabsOf(words: number): Slab[] {
    let slabs = this.#open.get(words);
    if (slabs === undefined) this.#open.set(words, (slabs = []));
    return slabs;
  }

  #addSlab(slabs: Slab[], words: number): Slab {
    const free: number[] = [];
    for (let at = (Math.floor(SLAB / words) - 1) * words; at >= 0; at -= words) free.push(at);
    const slab = { data: this.#spare.pop() ?? new Float64Array(SLAB), words, free, used: 0 };
    slabs.push(slab);
    return slab;
  }
}
