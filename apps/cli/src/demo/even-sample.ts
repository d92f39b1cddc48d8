/** Keeps at most `most` of the items it is shown, spread evenly over all of them, without knowing how many will come. */
export class EvenSample<T> {
  private items: T[] = [];
  private stride = 1;
  private shown = 0;

  constructor(private readonly most: number) {}

  show(item: T): void {
    if (this.most > 0 && this.shown % this.stride === 0) this.items.push(item);
    this.shown += 1;
    if (this.items.length <= this.most) return;
    this.items = this.items.filter((_, at) => at % 2 === 0);
    this.stride *= 2;
  }

  get all(): readonly T[] {
    return this.items;
  }
}
