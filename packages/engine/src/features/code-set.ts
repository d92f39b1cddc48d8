import { Cardinality } from './cardinality.js';

/** Up to this many values a set is exact whatever it is merged with. */
export const EXACT_VALUES = 1024;

/** Fewer codes are looked through one by one. */
const FEW = 8;

const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);

/** A code's 32 mixed bits: codes of small whole numbers differ only in a few of their own. */
function mixedBits(code: number): number {
  bits[0] = code;
  const high = words[1] ?? 0;
  let mixed = Math.imul((words[0] ?? 0) ^ (high << 5) ^ (high >>> 9), 0x9e3779b1);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

/**
 * One open table for all sets, filled for the one that was added to last: a set is filled in one go, then only its list of codes is
 * looked at. So sets cost no table of their own.
 */
class CodeTable {
  #slots = new Float64Array(64);
  /** Slots in use, less one: a small set does not pay for a large one before it. */
  #mask = 63;
  #owner: CodeSet | undefined;

  /** The set holds other codes from now on. */
  forget(owner: CodeSet): void {
    if (this.#owner === owner) this.#owner = undefined;
  }

  /** Is the code new to the set? Then it is in the table from now on. */
  isNew(code: number, owner: CodeSet): boolean {
    if (this.#owner !== owner || 2 * owner.codes.length >= this.#mask) this.#fill(owner);
    return this.#put(code);
  }

  #fill(owner: CodeSet): void {
    const size = Math.max(64, 2 ** Math.ceil(Math.log2(4 * owner.codes.length + 1)));
    if (this.#slots.length < size) this.#slots = new Float64Array(size);
    this.#slots.fill(Number.NaN, 0, size);
    this.#mask = size - 1;
    this.#owner = owner;
    for (const code of owner.codes) this.#put(code);
  }

  #put(code: number): boolean {
    const slots = this.#slots;
    const mask = this.#mask;
    let place = mixedBits(code) & mask;
    for (;;) {
      const there = slots[place] ?? Number.NaN;
      if (there === code) return false;
      if (Number.isNaN(there)) break;
      place = (place + 1) & mask;
    }
    slots[place] = code;
    return true;
  }
}

const table = new CodeTable();

/** Distinct codes. NaN is none. */
export class CodeSet {
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
    const codes = this.#codes;
    if (codes.length > FEW) {
      if (table.isNew(code, this)) codes.push(code);
      return;
    }
    for (let index = 0; index < codes.length; index += 1) if (codes[index] === code) return;
    codes.push(code);
  }

  clear(): void {
    table.forget(this);
    this.#codes.length = 0;
    this.#sketch = undefined;
  }

  addAll(codes: readonly number[]): void {
    for (let index = 0; index < codes.length; index += 1) this.add(codes[index] ?? Number.NaN);
  }

  /** Turns into a sketch where more than `EXACT_VALUES` codes stand: then its size no longer grows with what is added. */
  settle(): void {
    if (this.#sketch !== undefined || this.#codes.length <= EXACT_VALUES) return;
    this.#becomeSketch();
  }

  /** Adds all of another set; where that one is a sketch, this becomes one. */
  merge(other: CodeSet): void {
    if (other.sketch === undefined) this.addAll(other.codes);
    else this.#becomeSketch().merge(other.sketch);
  }

  /** 0 and the codes, or 1 and the sketch's registers. */
  dump(): number[] {
    return this.#sketch === undefined ? [0, ...this.#codes] : [1, ...this.#sketch.registers];
  }

  load([isSketch = 0, ...numbers]: readonly number[]): void {
    if (isSketch === 0) this.addAll(numbers);
    else this.#becomeSketch().merge({ registers: numbers });
  }

  #becomeSketch(): Cardinality {
    const sketch = this.#sketch ?? new Cardinality();
    for (const code of this.#codes) sketch.add(code);
    this.#sketch = sketch;
    this.#codes = [];
    return sketch;
  }
}
