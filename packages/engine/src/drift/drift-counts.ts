import type { DriftBins, ScoredDecision } from './drift-bins.js';

const MINUTE_MS = 60_000;
/** A day of minutes; older ones are forgotten. */
const RING_MINUTES = 1440;

interface Minute {
  /** Minutes since the epoch. */
  readonly at: number;
  decisions: number;
  readonly counts: Uint32Array;
}

/** Counts of a stretch of minutes; two of them are merged by adding. */
export interface DriftWindow {
  readonly decisions: number;
  /** Epoch milliseconds: start of its first minute, end of its last; absent without decisions. */
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly counts: Uint32Array;
}

/** Counts of scored decisions by the minute they came in, of the last day at most: bounded, whatever traffic does. */
export class DriftCounts {
  readonly #ring: (Minute | undefined)[] = Array.from({ length: RING_MINUTES });
  #newest = -Infinity;

  constructor(readonly bins: DriftBins) {}

  /** Counts a decision in its minute; one that came in more than a day before the newest is left out. */
  add(receivedAtMs: number, decision: ScoredDecision): void {
    const minute = this.#minute(Math.floor(receivedAtMs / MINUTE_MS));
    if (minute === undefined) return;
    minute.decisions += 1;
    this.bins.count(minute.counts, decision);
  }

  /** Everything of the day that ends at `nowMs`. */
  day(nowMs: number): DriftWindow {
    return this.#sum(nowMs, Infinity);
  }

  /** The latest whole minutes that hold at least so many decisions together; all of the day where it has fewer. */
  recent(nowMs: number, decisions: number): DriftWindow {
    return this.#sum(nowMs, decisions);
  }

  #minute(at: number): Minute | undefined {
    if (at <= this.#newest - RING_MINUTES || !Number.isFinite(at)) return undefined;
    const place = ((at % RING_MINUTES) + RING_MINUTES) % RING_MINUTES;
    const held = this.#ring[place];
    if (held?.at === at) return held;
    const made: Minute = { at, decisions: 0, counts: new Uint32Array(this.bins.size) };
    this.#ring[place] = made;
    this.#newest = Math.max(this.#newest, at);
    return made;
  }

  #sum(nowMs: number, enough: number): DriftWindow {
    const oldest = Math.floor(nowMs / MINUTE_MS) - RING_MINUTES;
    const minutes = this.#ring.filter((minute) => minute !== undefined && minute.at > oldest).toSorted(newestFirst);
    const counts = new Uint32Array(this.bins.size);
    let decisions = 0;
    let last: Minute | undefined;
    for (const minute of minutes) {
      if (minute === undefined || decisions >= enough) break;
      decisions += minute.decisions;
      addInto(counts, minute.counts);
      last = minute;
    }
    const first = minutes[0];
    if (first === undefined || last === undefined) return { decisions, counts };
    return { decisions, counts, fromMs: last.at * MINUTE_MS, toMs: (first.at + 1) * MINUTE_MS };
  }
}

function newestFirst(a: Minute | undefined, b: Minute | undefined): number {
  return (b?.at ?? 0) - (a?.at ?? 0);
}

function addInto(total: Uint32Array, part: Uint32Array): void {
  for (let place = 0; place < total.length; place += 1) total[place] = (total[place] ?? 0) + (part[place] ?? 0);
}
