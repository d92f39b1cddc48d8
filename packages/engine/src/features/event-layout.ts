import type { CounterEvent } from './counter-read.js';
import type { ChunkReader, ChunkWriter } from './history-chunk.js';
import { codeOf, textHash } from './packed-value.js';

/** What counters keep of an event under a key. */
export type KeptEvent = Pick<CounterEvent, 'id' | 'atMs' | 'values' | 'texts'>;

/** An event as a row of doubles. */
export interface PackedEvent {
  readonly atMs: number;
  readonly idHash: number;
  /** By slot of the layout; NaN, or beyond its end: the event has no such value. */
  readonly codes: readonly number[];
  /** Texts of those codes that `last` may ask for. */
  readonly texts: ReadonlyMap<number, string> | undefined;
}

/**
 * Which field of an event stands in which column. Fields get slots as they are first met; a position takes two. Layouts made from the
 * same fields in the same order are the same, wherever they are made.
 */
export class EventLayout {
  readonly #slots = new Map<string, number>();
  readonly #positions = new Map<string, number>();
  #width = 0;

  /** How many slots there are so far. */
  get width(): number {
    return this.#width;
  }

  /** Slot of a number, text or boolean; −1: no event had it. */
  slotOf(field: string): number {
    return this.#slots.get(field) ?? -1;
  }

  /** Slot of a position's latitude; its longitude is in the next. */
  positionSlotOf(field: string): number {
    return this.#positions.get(field) ?? -1;
  }

  /** Slot of a number, text or boolean, given to the field where it has none yet. */
  claimSlot(field: string): number {
    return this.#claim(this.#slots, field, 1);
  }

  /** Slot of a position's latitude, given to the field where it has none yet. */
  claimPositionSlot(field: string): number {
    return this.#claim(this.#positions, field, 2);
  }

  pack({ id, atMs, values, texts: kept }: KeptEvent): PackedEvent {
    const codes: number[] = [];
    let texts: Map<number, string> | undefined;
    const set = (slot: number, code: number): void => {
      while (codes.length < slot) codes.push(Number.NaN);
      codes[slot] = code;
    };
    for (const field in values) {
      const value = values[field];
      if (value === undefined || !Object.hasOwn(values, field)) continue;
      if (typeof value === 'object') {
        const slot = this.claimPositionSlot(field);
        set(slot, value.lat);
        set(slot + 1, value.lon);
        continue;
      }
      const code = codeOf(value);
      set(this.claimSlot(field), code);
      if (typeof value === 'string' && (kept === undefined || kept.has(field))) (texts ??= new Map<number, string>()).set(code, value);
    }
    return { atMs, idHash: textHash(id), codes, texts };
  }

  /** Fields by slot, written down. */
  write(out: ChunkWriter): void {
    const fields = [...this.#slots].map(([field, slot]) => ({ field, slot, width: 1 }));
    const positions = [...this.#positions].map(([field, slot]) => ({ field, slot, width: 2 }));
    out.put(fields.length + positions.length);
    for (const { field, width } of [...fields, ...positions].toSorted((a, b) => a.slot - b.slot)) {
      out.put(width);
      out.putText(field);
    }
  }

  /** Takes what was written down; of a layout that knows no fields yet. */
  restore(input: ChunkReader): void {
    for (let left = input.nextCount(); left > 0; left -= 1) {
      if (input.next() === 2) this.claimPositionSlot(input.nextText());
      else this.claimSlot(input.nextText());
    }
  }

  #claim(slots: Map<string, number>, field: string, width: number): number {
    const claimed = slots.get(field);
    if (claimed !== undefined) return claimed;
    const slot = this.#width;
    slots.set(field, slot);
    this.#width += width;
    return slot;
  }
}
