/** 2^12 registers of one byte. */
const INDEX_BITS = 12;
const REGISTERS = 1 << INDEX_BITS;
const ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);

const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);

/**
 * How many distinct codes there were, in 4 KiB: HyperLogLog (P. Flajolet et al., 2007) over 64 hashed bits, with linear counting below
 * 2.5 times the number of registers, as in HyperLogLog++ (S. Heule et al., 2013). Standard error 1.04 / √4096 = 1.6 %.
 */
export class Cardinality {
  readonly #registers = new Uint8Array(REGISTERS);

  get registers(): Uint8Array {
    return this.#registers;
  }

  add(code: number): void {
    bits[0] = code;
    const low = words[0] ?? 0;
    const high = words[1] ?? 0;
    const one = mixed(low ^ Math.imul(high, 0x9e3779b1));
    const two = mixed(high ^ Math.imul(one, 0x85ebca6b));
    const register = one >>> (32 - INDEX_BITS);
    const rank = Math.clz32(two) + 1;
    if (rank > (this.#registers[register] ?? 0)) this.#registers[register] = rank;
  }

  merge({ registers }: { readonly registers: ArrayLike<number> }): void {
    for (let index = 0; index < REGISTERS; index += 1) {
      const rank = registers[index] ?? 0;
      if (rank > (this.#registers[index] ?? 0)) this.#registers[index] = rank;
    }
  }

  /** A whole number. */
  estimate(): number {
    let sum = 0;
    let empty = 0;
    for (const rank of this.#registers) {
      sum += 2 ** -rank;
      if (rank === 0) empty += 1;
    }
    const raw = (ALPHA * REGISTERS * REGISTERS) / sum;
    return Math.round(raw <= 2.5 * REGISTERS && empty > 0 ? REGISTERS * Math.log(REGISTERS / empty) : raw);
  }
}

function mixed(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
