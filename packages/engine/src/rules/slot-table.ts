import type { Operand } from './checked-rule.js';
import { factReader, type FactReader } from './read-fact.js';
import type { FactView } from './rule-set.js';

/** The values that conditions read, one per slot; undefined: missing. */
export type Slots = readonly unknown[];

/** Gives every operand one slot, so that a fact is read and its type checked once per decision, whatever the number of rules. */
export class SlotTable {
  readonly #slots = new Map<string, number>();
  readonly #readers: FactReader[] = [];

  /** The slot of an operand. */
  slotOf(operand: Operand): number {
    const key = JSON.stringify([operand.fact, ...operand.path]);
    const known = this.#slots.get(key);
    if (known !== undefined) return known;
    // Slot 0 is never used: see read.
    const slot = this.#readers.push(factReader(operand));
    this.#slots.set(key, slot);
    return slot;
  }

  /** Reads all slots into a new array: nothing is kept between calls. */
  read(view: FactView): Slots {
    // Beginning with undefined makes V8 give every such array the same kind of elements, which keeps the comparisons monomorphic.
    const slots: unknown[] = [undefined];
    for (const reader of this.#readers) slots.push(reader(view));
    return slots;
  }
}
