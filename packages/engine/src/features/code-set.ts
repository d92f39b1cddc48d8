import { Cardinality } from './cardinality.js';

/** Up to this many values a set is exact whatever it is merged with. */
export const EXACT_VALUES = 1024;

const FIRST_SLOTS = 16;
const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);

/** A code's 32 mixed bits: codes of small whole numbers differ only in a few of their own. */
function mixedBits(code: number): number {
  bits[0] = code;
  let mixed = Math.imul((words[0] ?? 0) ^ ((words[1] ?? 0) << 5) ^ ((words[1] ?? 0) >>> 9), 0x9e3779b1);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

/** Distinct codes: an open table of doubles, several times as fast as a Set. NaN is none. */
export class CodeSet {
  #slots = new Float64Array(FIRST_SLOTS).fill(Number.NaN);
  #codes: number[] = [];
  #sketch: Cardinality | undefined;

  /** How many distinct codes; an estimate once it was merged beyond `EXACT_VALUES`. */
  get size(): number {
    return this.#sketch === undefined ? this.#codes.length : this.#sketch.estimate();
  }

  /** The codes, in the order in which they came; of a sketch, none. */
  get codes(): readonly number[] {
    return this.#codes;
  }

  get sketch(): Cardinality | undefined {
    return this.#sketch;
  }

  add(code: number): void {
    if (Number.isNaN(code)) return;
    if (this.#sketch !== undefined) return this.#sketch.add(code);
    const slots = this.#slots;
    const mask = slots.length - 1;
    let place = mixedBits(code) & mask;
    for (;;) {
      const there = slots[place] ?? Number.NaN;
      if (there === code) return;
      if (Number.isNaN(there)) break;
      place = (place + 1) & mask;
    }
    slots[place] = code;
    this.#codes.push(code);
    if (2 * this.#codes.length > slots.length) this.#grow();
  }

  addAll(codes: readonly number[]): void {
    for (let index = 0; index < codes.length; index += 1) this.add(codes[index] ?? Number.NaN);
  }

  /** Turns into a sketch where more than `EXACT_VALUES` codes stand: then its size no longer grows with what is added. */
  settle(): void {
    if (this.#sketch !== undefined || this.#codes.length <= EXACT_VALUES) return;
    const sketch = new Cardinality();
    for (const code of this.#codes) sketch.add(code);
    this.#becomes(sketch);
  }

  /** Adds all of another set; where that one is a sketch, this becomes one. */
  merge(other: CodeSet): void {
    if (other.sketch === undefined) return this.addAll(other.codes);
    const sketch = this.#sketch ?? new Cardinality();
    for (const code of this.#codes) sketch.add(code);
    sketch.merge(other.sketch);
    this.#becomes(sketch);
  }

  #becomes(sketch: Cardinality): void {
    this.#sketch = sketch;
    this.#codes = [];
    this.#slots = new Float64Array(0);
  }

  #grow(): void {
    const slots = new Float64Array(4 * this.#slots.length).fill(Number.NaN);
    const mask = slots.length - 1;
    for (const code of this.#codes) {
      let place = mixedBits(code) & mask;
      while (!Number.isNaN(slots[place])) place = (place + 1) & mask;
      slots[place] = code;
    }
    this.#slots = slots;
  }
}
