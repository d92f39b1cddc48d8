import type { HistoryPosition } from '@gavel/engine';
import { NOTHING_READ } from '../history-source.js';

/**
 * How far what was not counted has been added. Rows get their number before their commit, so that one with a smaller number may become
 * visible after one with a greater: a position is taken for good only when so much time has passed since that none can come before it.
 */
export class SweptPositions {
  #token: string | undefined;
  #seen: { readonly atMs: number; readonly position: HistoryPosition }[] = [];

  /** Notes a sweep that began at `atMs`; answers the position that is good by now. */
  add(token: string, position: HistoryPosition, { atMs, settleMs }: { atMs: number; settleMs: number }): HistoryPosition | undefined {
    if (token !== this.#token) this.#seen = [];
    this.#token = token;
    this.#seen.push({ atMs, position });
    const good = this.#seen.findLastIndex((earlier) => earlier.atMs <= atMs - 2 * settleMs);
    if (good < 0) return undefined;
    this.#seen = this.#seen.slice(good);
    return this.#seen[0]?.position;
  }
}

/** As it stands in Redis. */
export function textOfPosition({ unplaced }: HistoryPosition): string {
  return JSON.stringify(unplaced);
}

/** From what stands in Redis; the beginning where that is nothing, or nothing of ours. */
export function positionOf(text: string): HistoryPosition {
  try {
    const unplaced: unknown = JSON.parse(text);
    if (typeof unplaced !== 'object' || unplaced === null) return NOTHING_READ;
    const rows = Object.entries(unplaced).filter((row): row is [string, number] => typeof row[1] === 'number');
    return { sequence: 0, unplaced: Object.fromEntries(rows) };
  } catch {
    return NOTHING_READ;
  }
}
