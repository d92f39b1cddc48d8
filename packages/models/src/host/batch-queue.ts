export type Priority = 'live' | 'shadow';

/** A row waiting for its score. */
export interface QueuedRow {
  /** The model version that is to score it. */
  readonly key: string;
  readonly priority: Priority;
  /** False once nobody waits any more: then it is dropped unscored. */
  readonly isWanted: () => boolean;
}

export interface QueueLimits {
  /** Rows waiting at most, per priority. */
  readonly maxRows: Readonly<Record<Priority, number>>;
  readonly maxBatchRows: number;
}

/** Rows waiting, by priority and version. A batch holds rows of one version; versions of one priority take turns. */
export class BatchQueue<T extends QueuedRow> {
  readonly #limits: QueueLimits;
  readonly #lanes: Readonly<Record<Priority, Map<string, T[]>>> = { live: new Map(), shadow: new Map() };
  readonly #rows: Record<Priority, number> = { live: 0, shadow: 0 };

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** Answers false, and takes nothing, when there is no room. */
  push(row: T): boolean {
    const { key, priority } = row;
    if (this.#rows[priority] >= this.#limits.maxRows[priority]) return false;
    const lane = this.#lanes[priority];
    const waiting = lane.get(key);
    if (waiting === undefined) lane.set(key, [row]);
    else waiting.push(row);
    this.#rows[priority] += 1;
    return true;
  }

  /** The next batch: live before shadow. Undefined when nobody waits. */
  take(): { readonly key: string; readonly rows: readonly T[] } | undefined {
    return this.#takeFrom('live') ?? this.#takeFrom('shadow');
  }

  /** Everything that waits; the queue is empty afterwards. */
  clear(): readonly T[] {
    const all = (['live', 'shadow'] as const).flatMap((priority) => [...this.#lanes[priority].values()].flat());
    for (const priority of ['live', 'shadow'] as const) {
      this.#lanes[priority].clear();
      this.#rows[priority] = 0;
    }
    return all;
  }

  hasRowsOf(key: string): boolean {
    return this.#lanes.live.has(key) || this.#lanes.shadow.has(key);
  }

  /** Rows waiting now. */
  sizes(): Readonly<Record<Priority, number>> {
    return { ...this.#rows };
  }

  #takeFrom(priority: Priority): { readonly key: string; readonly rows: readonly T[] } | undefined {
    const lane = this.#lanes[priority];
    for (const [key, waiting] of lane) {
      const rows: T[] = [];
      let looked = 0;
      while (looked < waiting.length && rows.length < this.#limits.maxBatchRows) {
        const row = waiting[looked];
        looked += 1;
        if (row?.isWanted() === true) rows.push(row);
      }
      this.#rows[priority] -= looked;
      lane.delete(key);
      // Set anew, it stands last: the other versions come first.
      if (looked < waiting.length) lane.set(key, waiting.slice(looked));
      if (rows.length > 0) return { key, rows };
    }
    return undefined;
  }
}
