/** A binary heap by time; equal times come out in the order of `rank`, so that the order never depends on the heap's shape. */
export class TimeQueue<T extends { readonly atMs: number; readonly rank: number }> {
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  push(item: T): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(at, parent)) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** Takes out the earliest. */
  pop(): T | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (first === undefined || last === undefined || items.length === 0) return first;
    items[0] = last;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      if (left >= items.length) return first;
      const child = left + 1 < items.length && this.#before(left + 1, left) ? left + 1 : left;
      if (!this.#before(child, at)) return first;
      this.#swap(at, child);
      at = child;
    }
  }

  #before(a: number, b: number): boolean {
    const [one, other] = [this.#items[a], this.#items[b]];
    if (one === undefined || other === undefined) return false;
    return one.atMs === other.atMs ? one.rank < other.rank : one.atMs < other.atMs;
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#items[a], this.#items[b]];
    if (one === undefined || other === undefined) return;
    this.#items[a] = other;
    this.#items[b] = one;
  }
}
