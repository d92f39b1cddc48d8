/** One customer's weights, which are in [0, 12]. */
export interface Weights {
  /** One for each replicate. */
  readonly each: Uint8Array;
  /** The same memory, four to a number, so that four can be added at once. */
  readonly packed: Int32Array;
}

/** The largest weight that is drawn: 13 and more have a probability of 10⁻¹⁰ together. */
export const MAX_WEIGHT = 12;
/** Weights in one packed number. */
export const WEIGHTS_PER_WORD = 4;

/** Two weights are drawn from each 32-bit hash, so a weight rests on 16 bits. */
const STEPS = 65_536;
const GOLDEN = 0x9e37_79b1;

/**
 * The weights of the Poisson bootstrap: one for each replicate, drawn from Poisson(1) by a hash of customer and replicate. All
 * decisions of a customer get the same weights, so clusters are resampled whole; nothing is kept of a customer, so memory does
 * not grow with them; and one pass over any order of decisions gives the same replicates.
 *
 * Chamandy, Muralidharan, Najmi, Naidu: Estimating Uncertainty for Massive Data Streams (Google, 2012), section 4.
 */
export class CustomerWeights {
  readonly #weights: Weights;
  #customer: string | undefined;

  constructor(replicates: number) {
    const packed = new Int32Array(Math.ceil(replicates / WEIGHTS_PER_WORD));
    this.#weights = { each: new Uint8Array(packed.buffer, 0, replicates), packed };
  }

  /** The weights of a customer; the same arrays at every call, filled anew. */
  of(customer: string): Weights {
    if (customer === this.#customer) return this.#weights;
    this.#customer = customer;
    const { each } = this.#weights;
    const [high, low] = hashOf(customer);
    for (let at = 0; at < each.length; at += 2) {
      const drawn = mixed(high ^ mixed(low + Math.imul(at, GOLDEN)));
      each[at] = POISSON[drawn & 0xffff] ?? 0;
      each[at + 1] = POISSON[drawn >>> 16] ?? 0;
    }
    return this.#weights;
  }
}

const POISSON = poissonTable();

/** Quantiles of Poisson(1): P(k) = e⁻¹ / k!. */
function poissonTable(): Uint8Array {
  const table = new Uint8Array(STEPS);
  let count = 0;
  let share = Math.exp(-1);
  let below = share;
  for (let step = 0; step < STEPS; step += 1) {
    while ((step + 0.5) / STEPS > below && count < MAX_WEIGHT) {
      count += 1;
      share /= count;
      below += share;
    }
    table[step] = count;
  }
  return table;
}

/** Two 32-bit hashes of a text: FNV-1a steps with two primes, finished by MurmurHash3's mixer. */
function hashOf(text: string): readonly [number, number] {
  let high = 0x811c_9dc5;
  let low = 0x1234_5678;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 0x0100_0193);
    low = Math.imul(low ^ code, 0x85eb_ca6b);
  }
  return [mixed(high), mixed(low ^ text.length)];
}

/** MurmurHash3's finaliser. */
function mixed(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
