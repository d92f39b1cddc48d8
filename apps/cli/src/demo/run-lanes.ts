export interface LaneOptions<T> {
  /** Items of the same lane are worked on one after the other, in the order they come. */
  readonly laneOf: (item: T) => string;
  /** At most this many items are under way or waiting for their lane. */
  readonly concurrency: number;
  /** Rejects only when going on makes no sense: the first rejection ends the run. */
  readonly work: (item: T) => Promise<void>;
  /** Takes no further items once aborted; those already taken are finished. */
  readonly signal: AbortSignal;
}

/**
 * Works through items with bounded concurrency and keeps the order inside each lane: a customer's later request must not
 * overtake an earlier one, or velocity features would see a history that never was.
 */
export async function runLanes<T>(items: AsyncIterable<T> | Iterable<T>, options: LaneOptions<T>): Promise<void> {
  const lanes = new Lanes(options);
  for await (const item of items) {
    if (options.signal.aborted || lanes.failures.length > 0) break;
    await lanes.take(item);
  }
  await lanes.finish();
  if (lanes.failures.length > 0) throw lanes.failures[0];
}

class Lanes<T> {
  readonly failures: unknown[] = [];
  /** The end of the last item taken, by lane; a lane with nothing to do has none. */
  private readonly tails = new Map<string, Promise<void>>();
  private taken = 0;
  private wake: (() => void) | undefined;

  constructor(private readonly options: LaneOptions<T>) {}

  /** Resolves when there is room for a further item. */
  async take(item: T): Promise<void> {
    const lane = this.options.laneOf(item);
    this.taken += 1;
    const tail: Promise<void> = this.after(this.tails.get(lane), item).finally(() => {
      if (this.tails.get(lane) === tail) this.tails.delete(lane);
    });
    this.tails.set(lane, tail);
    if (this.taken >= this.options.concurrency) await new Promise<void>((resolve) => (this.wake = resolve));
  }

  async finish(): Promise<void> {
    await Promise.all(this.tails.values());
  }

  private async after(before: Promise<void> | undefined, item: T): Promise<void> {
    await before;
    if (this.failures.length === 0) await this.options.work(item).catch((error: unknown) => this.failures.push(error));
    this.taken -= 1;
    this.wake?.();
  }
}
