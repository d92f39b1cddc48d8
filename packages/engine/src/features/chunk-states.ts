import type { ScanPlan } from './read-plan.js';
import type { WindowState } from './window-states.js';

/** Events to a chunk: a window over n of them costs about n / 64 merges and at most 126 single events. */
export const CHUNK = 64;

/** What is scanned event by event: below this there is little to gain. */
const SHORT = 3 * CHUNK;

/** What scans came to over whole chunks of a history: made when first asked for, kept until an event comes in between. */
export class ChunkStates {
  readonly #scans = new Map<string, (WindowState | undefined)[]>();

  /** Updates a scan's state with the events from one index to another: chunk by chunk where it can. */
  update({ state, span, name, first: { aggregate } }: ScanPlan, from: number, to: number): void {
    if (to - from < SHORT || aggregate.keeps !== 'always') return state.update(span, from, to);
    const kept = this.#keptOf(name);
    const first = Math.ceil(from / CHUNK);
    const end = Math.floor(to / CHUNK);
    state.update(span, from, first * CHUNK);
    for (let chunk = first; chunk < end; chunk += 1) {
      let part = kept[chunk];
      if (part === undefined) {
        while (kept.length <= chunk) kept.push(undefined);
        part = aggregate.init();
        part.update(span, chunk * CHUNK, (chunk + 1) * CHUNK);
        kept[chunk] = part;
      }
      state.merge(part);
    }
    state.update(span, end * CHUNK, to);
  }

  /** An event came in at a place: everything from its chunk on has moved. */
  cut(place: number): void {
    for (const kept of this.#scans.values()) kept.length = Math.min(kept.length, Math.floor(place / CHUNK));
  }

  /** The oldest events went. */
  dropOldest(count: number): void {
    if (count % CHUNK === 0) for (const kept of this.#scans.values()) kept.splice(0, count / CHUNK);
    else this.#scans.clear();
  }

  #keptOf(name: string): (WindowState | undefined)[] {
    const known = this.#scans.get(name);
    if (known !== undefined) return known;
    const kept: (WindowState | undefined)[] = [];
    this.#scans.set(name, kept);
    return kept;
  }
}
