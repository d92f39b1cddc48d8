import { spanOf, type EventRun } from './event-span.js';
import type { ChunkReader, ChunkWriter } from './history-chunk.js';
import type { ScanPlan } from './read-plan.js';
import { AGGREGATE } from './window-aggregates.js';
import { Distinct, isKept, type KeptState, type WindowState } from './window-states.js';

/** Over it, the two neighbours with the fewest events become one: so a tile holds at most about 2 / 64 of what is folded. */
const MAX_TILES = 64;

/** Events that are kept only as what scans came to over them. */
export interface Tile {
  lastMs: number;
  count: number;
  readonly states: Map<string, WindowState>;
}

/** A key's oldest events, of which there were too many to keep each: tiles in order of time. */
export class FoldedTiles {
  readonly #tiles: Tile[] = [];

  /** Time of the newest event that is folded: what comes with an older one may have been folded already. */
  get lastMs(): number {
    return this.#tiles.at(-1)?.lastMs ?? Number.NEGATIVE_INFINITY;
  }

  get tiles(): readonly Tile[] {
    return this.#tiles;
  }

  /** The tiles that were written down. A scan of which this version knows no state says nothing. */
  static read(input: ChunkReader, count: number): FoldedTiles {
    const folded = new FoldedTiles();
    for (let left = count; left > 0; left -= 1) {
      const tile: Tile = { lastMs: input.next(), count: input.nextCount(), states: new Map() };
      for (let states = input.nextCount(); states > 0; states -= 1) {
        const name = input.nextText();
        const numbers = new Float64Array(input.nextCount());
        input.copyTo(numbers, 0, numbers.length);
        const state = stateOf(name);
        state?.load([...numbers]);
        if (state !== undefined) tile.states.set(name, state);
      }
      folded.push(tile);
    }
    return folded;
  }

  /** Writes down each tile: end, number of events, then of each scan its name and the numbers of its state. */
  write(out: ChunkWriter): void {
    for (const { lastMs, count, states } of this.#tiles) {
      const kept = [...states].flatMap(([name, state]) => (isKept(state) ? [{ name, numbers: state.dump() }] : []));
      for (const number of [lastMs, count, kept.length]) out.put(number);
      for (const { name, numbers } of kept) {
        out.putText(name);
        out.put(numbers.length);
        out.putRange(numbers, 0, numbers.length);
      }
    }
  }

  /** Adds a tile that ends after all others. */
  push(tile: Tile): void {
    this.#tiles.push(tile);
    if (this.#tiles.length > MAX_TILES) this.#joinFewest();
  }

  /** Folds the first `count` events of a run, for the scans that are known by now. */
  fold(run: EventRun, count: number, scans: Iterable<ScanPlan>): void {
    const states = new Map<string, WindowState>();
    for (const scan of scans) {
      if (scan.first.aggregate.keeps === 'never') continue;
      const state = scan.first.aggregate.init();
      state.update(spanOf(run, scan), 0, count);
      states.set(scan.name, state);
    }
    this.push({ lastMs: run.columns[run.start + count - 1] ?? Number.NaN, count, states });
  }

  /** Forgets tiles that ended at or before a time. */
  forget(beforeMs: number): void {
    while ((this.#tiles[0]?.lastMs ?? Number.POSITIVE_INFINITY) <= beforeMs) this.#tiles.shift();
  }

  /** Merges what a scan came to over the tiles that end after `startMs` and by `endMs`. */
  mergeInto(state: WindowState, scan: ScanPlan, startMs: number, endMs: number): void {
    for (const { lastMs, states } of this.#tiles) {
      if (lastMs <= startMs || lastMs > endMs) continue;
      const part = states.get(scan.name);
      if (part !== undefined) state.merge(part);
    }
  }

  #joinFewest(): void {
    const tiles = this.#tiles;
    const weight = (place: number): number => (tiles[place]?.count ?? 0) + (tiles[place + 1]?.count ?? Number.POSITIVE_INFINITY);
    let fewest = 0;
    for (let place = 1; place + 1 < tiles.length; place += 1) if (weight(place) < weight(fewest)) fewest = place;
    const [one, other] = [tiles[fewest], tiles[fewest + 1]];
    if (one === undefined || other === undefined) return;
    for (const [name, later] of other.states) {
      const state = one.states.get(name);
      if (state === undefined) one.states.set(name, later);
      else state.merge(later);
      if (state instanceof Distinct) state.set.settle();
    }
    one.lastMs = other.lastMs;
    one.count += other.count;
    tiles.splice(fewest + 1, 1);
  }
}

/** A scan's name begins with the family of its state. */
function stateOf(name: string): KeptState | undefined {
  const family = /^\["(\w+)"/.exec(name)?.[1];
  const state = Object.values(AGGREGATE)
    .find((aggregate) => aggregate.family === family)
    ?.init();
  return state !== undefined && isKept(state) ? state : undefined;
}
