import { appendRecords, EventHistory, type ColumnArena, type EventLayout, type PackedEvent, type ScanPlan } from '@gavel/engine';
import { eachFrame, FRAME_RECORD } from './log-frames.js';
import type { LogContent } from './known-logs.js';

/** How much of a key's history is kept. The same for all replicas of a catalogue, so that they keep the same. */
export interface EventLogLimits {
  readonly maxEvents: number;
  /** The longest window and its delay. */
  readonly reachMs: number;
  /** What is read of folded events. */
  readonly scans: () => Iterable<ScanPlan>;
}

const FOLDED_AT_ONCE = 64;

/** Events that come later than others by less than this still find all the history that they look at. */
const MAX_LATENESS_MS = 24 * 3_600_000;

/** One key's history, as the frames of its log say it in the order in which they came. */
export class EventLog implements LogContent {
  readonly history: EventHistory;
  readonly #limits: EventLogLimits;
  #folded = 0;

  constructor(layout: EventLayout, arena: ColumnArena, limits: EventLogLimits) {
    this.history = new EventHistory(layout, { arena });
    this.#limits = limits;
  }

  /** Events that are kept only as tiles, because a key may not have more. */
  get folded(): number {
    return this.#folded;
  }

  append(frames: Buffer): void {
    eachFrame(frames, (kind, content) => {
      if (kind !== FRAME_RECORD) throw new RangeError(`a key's history has no frame of kind ${kind}`);
      appendRecords(this.history, content);
      this.#trim();
    });
  }

  /** The same for one event that need not be read from a frame. */
  add(event: PackedEvent): void {
    this.history.add(event);
    this.#trim();
  }

  #trim(): void {
    this.history.prune(this.#limits.reachMs + MAX_LATENESS_MS);
    const excess = this.history.size - this.#limits.maxEvents;
    if (excess <= 0) return;
    const count = Math.max(excess, Math.min(FOLDED_AT_ONCE, this.#limits.maxEvents >> 2));
    this.history.foldOldest(count, this.#limits.scans());
    this.#folded += count;
  }
}
