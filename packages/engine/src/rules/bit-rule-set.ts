import type { Hit } from '../contract/decision.js';
import { NO_ROW } from './bit-rows.js';
import type { CheckedRule } from './checked-rule.js';
import type { ConstantTable, NumberTable } from './class-table.js';
import type { Closure } from './compile-leaf.js';
import type { FactView, RuleHits, RuleSet, UnknownRule } from './rule-set.js';
import type { SlotTable, Slots } from './slot-table.js';

/** A test without classes, and the conjunctions that need it. */
export interface Predicate {
  readonly test: Closure;
  readonly needTrue: Int32Array;
  readonly needFalse: Int32Array;
}

/** Rules as bits: see `BitCompiler`. */
export interface BitProgram {
  readonly rules: readonly CheckedRule[];
  /** Index of the rule of every conjunction; ascending. */
  readonly ruleOf: Int32Array;
  readonly slots: SlotTable;
  readonly numbers: readonly NumberTable[];
  readonly constants: readonly ConstantTable[];
  readonly predicates: readonly Predicate[];
  readonly shortCircuit: boolean;
  readonly words: number;
  readonly rows: Int32Array;
  /** The row in which every conjunction is still possible. */
  readonly everything: Int32Array;
}

/** What one evaluation writes into. */
interface Scratch {
  /** Conjunctions that can hold if unknown tests are taken as true. */
  readonly possible: Int32Array;
  /** Conjunctions that hold even if unknown tests are taken as false. */
  readonly certain: Int32Array;
  /** Rows to be joined into `possible`, and those that are joined into `certain` in addition. */
  readonly possibleRows: number[];
  readonly certainRows: number[];
}

/** Evaluates all rules at once: joins one row per fact with AND, then reads off which conjunctions are left. */
export class BitRuleSet implements RuleSet {
  readonly size: number;
  readonly #program: BitProgram;
  /** Lent to one evaluation at a time; one that is entered meanwhile (a view with getters may do that) makes its own. */
  #spare: Scratch | undefined;

  constructor(program: BitProgram) {
    this.size = program.rules.length;
    this.#program = program;
  }

  evaluate(view: FactView): RuleHits {
    const slots = this.#program.slots.read(view);
    const scratch = this.#spare ?? scratchOf(this.#program.words);
    this.#spare = undefined;
    lookUpRows(this.#program, slots, scratch);
    joinRows(this.#program, scratch.possible, this.#program.everything, scratch.possibleRows);
    joinRows(this.#program, scratch.certain, scratch.possible, scratch.certainRows);
    applyPredicates(this.#program, slots, scratch);
    const found = this.#report(scratch);
    this.#spare = scratch;
    return found;
  }

  #report({ possible, certain }: Scratch): RuleHits {
    const { rules, ruleOf, words } = this.#program;
    const hits: Hit[] = [];
    const unknown: UnknownRule[] = [];
    let current = -1;
    let isCertain = false;
    for (let word = 0; word < words; word += 1) {
      const sure = certain[word] ?? 0;
      for (let bits = possible[word] ?? 0; bits !== 0; bits &= bits - 1) {
        const bit = 31 - Math.clz32(bits & -bits);
        const rule = ruleOf[word * 32 + bit] ?? 0;
        if (rule !== current) {
          if (current >= 0) report(rules[current], isCertain, hits, unknown);
          current = rule;
          isCertain = false;
        }
        isCertain ||= (sure & (1 << bit)) !== 0;
      }
    }
    if (current >= 0) report(rules[current], isCertain, hits, unknown);
    return { hits, unknown };
  }
}

function report(rule: CheckedRule | undefined, isCertain: boolean, hits: Hit[], unknown: UnknownRule[]): void {
  if (rule === undefined) return;
  if (isCertain) hits.push(rule.hit);
  else unknown.push(rule.unknown);
}

function scratchOf(words: number): Scratch {
  return { possible: new Int32Array(words), certain: new Int32Array(words), possibleRows: [], certainRows: [] };
}

/** Finds the rows of all facts. */
function lookUpRows({ numbers, constants }: BitProgram, slots: Slots, { possibleRows, certainRows }: Scratch): void {
  possibleRows.length = 0;
  certainRows.length = 0;
  for (const table of numbers) {
    const value = slots[table.slot];
    if (typeof value === 'number') possibleRows.push(table.rows[classOf(value, table.bounds)] ?? NO_ROW);
    else {
      certainRows.push(table.missingCertain);
      if (table.missingPossible !== NO_ROW) possibleRows.push(table.missingPossible);
    }
  }
  for (const table of constants) {
    const value = slots[table.slot];
    if (value !== undefined) possibleRows.push(table.rows.get(value) ?? table.other);
    else {
      certainRows.push(table.missingCertain);
      if (table.missingPossible !== NO_ROW) possibleRows.push(table.missingPossible);
    }
  }
}

/** Twice the number of bounds below the value, and one more if it is a bound itself. */
function classOf(value: number, bounds: Float64Array): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bounds[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return bounds[low] === value ? 2 * low + 1 : 2 * low;
}

/** `into` becomes `from` AND the rows. Four rows a pass: the loop is bound by reading, not by counting. */
function joinRows({ rows, words }: BitProgram, into: Int32Array, from: Int32Array, places: readonly number[]): void {
  into.set(from);
  let index = 0;
  for (; index + 3 < places.length; index += 4) {
    const a = places[index] ?? 0;
    const b = places[index + 1] ?? 0;
    const c = places[index + 2] ?? 0;
    const d = places[index + 3] ?? 0;
    for (let word = 0; word < words; word += 1) {
      into[word] = (into[word] ?? 0) & (rows[a + word] ?? 0) & (rows[b + word] ?? 0) & (rows[c + word] ?? 0) & (rows[d + word] ?? 0);
    }
  }
  for (; index < places.length; index += 1) {
    const a = places[index] ?? 0;
    for (let word = 0; word < words; word += 1) into[word] = (into[word] ?? 0) & (rows[a + word] ?? 0);
  }
}

/** Makes the tests that have no table; one that no conjunction needs any more is left out. */
function applyPredicates({ predicates, shortCircuit }: BitProgram, slots: Slots, { possible, certain }: Scratch): void {
  for (const { test, needTrue, needFalse } of predicates) {
    if (shortCircuit && !isAnySet(possible, needTrue) && !isAnySet(possible, needFalse)) continue;
    const truth = test(slots);
    if (truth !== true) clear(certain, needTrue);
    if (truth === false) clear(possible, needTrue);
    if (truth !== false) clear(certain, needFalse);
    if (truth === true) clear(possible, needFalse);
  }
}

function isAnySet(row: Int32Array, conjunctions: Int32Array): boolean {
  for (const conjunction of conjunctions) if (((row[conjunction >>> 5] ?? 0) & (1 << (conjunction & 31))) !== 0) return true;
  return false;
}

function clear(row: Int32Array, conjunctions: Int32Array): void {
  for (const conjunction of conjunctions) row[conjunction >>> 5] = (row[conjunction >>> 5] ?? 0) & ~(1 << (conjunction & 31));
}
