const FIRST_DECAY = 0.9;
const SECOND_DECAY = 0.999;
const EPSILON = 1e-7;

/** A flat array of weights and what moves it. */
export interface WeightChange {
  readonly weights: Float32Array;
  readonly gradient: Float32Array;
  /** On this array's own values. */
  readonly l2: number;
}

/** Adam (Kingma and Ba, 2015, algorithm 1, in the form at the end of its section 2) over flat arrays of weights, which it changes in place. */
export class Adam {
  readonly #moments = new Map<Float32Array, { readonly first: Float32Array; readonly second: Float32Array }>();
  #steps = 0;

  constructor(readonly learningRate: number) {}

  /** One step of all weights together. */
  step(changes: readonly WeightChange[]): void {
    this.#steps += 1;
    const rate = (this.learningRate * Math.sqrt(1 - SECOND_DECAY ** this.#steps)) / (1 - FIRST_DECAY ** this.#steps);
    for (const { weights, gradient, l2 } of changes) this.#change(weights, gradient, { rate, l2 });
  }

  #change(weights: Float32Array, gradient: Float32Array, { rate, l2 }: { readonly rate: number; readonly l2: number }): void {
    const { first, second } = this.#momentsOf(weights);
    for (let at = 0; at < weights.length; at += 1) {
      const value = weights[at] ?? 0;
      const slope = (gradient[at] ?? 0) + 2 * l2 * value;
      const m = FIRST_DECAY * (first[at] ?? 0) + (1 - FIRST_DECAY) * slope;
      const v = SECOND_DECAY * (second[at] ?? 0) + (1 - SECOND_DECAY) * slope * slope;
      first[at] = m;
      second[at] = v;
      weights[at] = value - (rate * m) / (Math.sqrt(v) + EPSILON);
    }
  }

  #momentsOf(weights: Float32Array): { readonly first: Float32Array; readonly second: Float32Array } {
    const held = this.#moments.get(weights);
    if (held !== undefined) return held;
    const fresh = { first: new Float32Array(weights.length), second: new Float32Array(weights.length) };
    this.#moments.set(weights, fresh);
    return fresh;
  }
}
