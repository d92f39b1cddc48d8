/** Payments of one key, whatever the key is, over windows of time that end with the payment itself. */
export class KeyWindows {
  readonly #rowsOfKeys: readonly (readonly number[])[];

  /** Rows in order of time. */
  constructor(
    readonly times: Float64Array,
    keys: Float64Array,
    readonly amounts: Float64Array,
  ) {
    const byKey = new Map<number, number[]>();
    keys.forEach((key, row) => {
      const own = byKey.get(key);
      if (own === undefined) byKey.set(key, [row]);
      else own.push(row);
    });
    this.#rowsOfKeys = [...byKey.values()];
  }

  /** Count and mean amount over (t − ms, t], the payment among them, and its amount over that mean. */
  over(ms: number): { readonly counts: Float64Array; readonly means: Float64Array; readonly ratios: Float64Array } {
    const [counts, means, ratios] = [0, 1, 2].map(() => new Float64Array(this.times.length)) as [Float64Array, Float64Array, Float64Array];
    for (const rows of this.#rowsOfKeys) {
      let [from, sum] = [0, 0];
      rows.forEach((row, place) => {
        sum += this.amounts[row]!;
        while (this.times[rows[from]!]! <= this.times[row]! - ms) sum -= this.amounts[rows[from++]!]!;
        counts[row] = place + 1 - from;
        means[row] = sum / counts[row];
        ratios[row] = this.amounts[row]! / Math.max(0.01, means[row]);
      });
    }
    return { counts, means, ratios };
  }

  /** Seconds since the key's last payment; NaN for its first. */
  sinceLast(): Float64Array {
    const seconds = new Float64Array(this.times.length).fill(Number.NaN);
    for (const rows of this.#rowsOfKeys)
      rows.forEach((row, place) => {
        if (place > 0) seconds[row] = (this.times[row]! - this.times[rows[place - 1]!]!) / 1000;
      });
    return seconds;
  }
}
