interface Pending<T> {
  readonly knownMs: number;
  readonly mark: T;
}

/** Kept before what has ripened is let go. */
const MANY = 10_000;

/** Labels that become known later than their event. They come in about the order of their events, so the first that is not known yet ends it. */
export class PendingLabels<T> {
  private readonly pending: Pending<T>[] = [];
  private next = 0;

  constructor(private readonly apply: (mark: T) => void) {}

  add(knownMs: number, mark: T): void {
    this.pending.push({ knownMs, mark });
  }

  /** Applies what has become known by now. */
  ripen(nowMs: number): void {
    for (let first = this.pending[this.next]; first !== undefined && first.knownMs <= nowMs; first = this.pending[this.next]) {
      this.next += 1;
      this.apply(first.mark);
    }
    if (this.next < MANY) return;
    this.pending.splice(0, this.next);
    this.next = 0;
  }
}
