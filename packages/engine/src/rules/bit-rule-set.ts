import type { Hit } from '../contract/decision.js';
import { NO_ROW } from './bit-rows.js';
import type { CheckedRule } from './checked-rule.js';
import type { ConstantTable, FactRows, NumberTable, PredicateTable } from './class-table.js';
import { readPlace } from './read-fact.js';
import type { CompiledCondition, FactView, RuleHits, RuleSet, UnknownRule } from './rule-set.js';

/** A test without classes, and the conjunctions that need it. */
export interface Predicate {
  readonly test: CompiledCondition;
  readonly needTrue: Int32Array;
  readonly needFalse: Int32Array;
}

/** Rules as bits: see `BitCompiler`. */
export interface BitProgram {
  readonly rules: readonly CheckedRule[];
  /** Index of the rule of every conjunction; ascending. */
  readonly ruleOf: Int32Array;
  readonly numbers: readonly NumberTable[];
  readonly constants: readonly ConstantTable[];
  /** Tests that so many conjunctions need that a row for each answer is cheaper. */
  readonly frequent: readonly PredicateTable[];
  readonly rare: readonly Predicate[];
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
  /** Tests without a table whose answer is unknown. */
  readonly unknown: Predicate[];
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
    const scratch = this.#spare ?? scratchOf(this.#program.words);
    this.#spare = undefined;
    lookUpRows(this.#program, view, scratch);
    joinRows(this.#program, scratch.possible, this.#program.everything, scratch.possibleRows);
    applyRare(this.#program, view, scratch);
    const found = this.#report(scratch.possible, certainOf(this.#program, scratch));
    this.#spare = scratch;
    return found;
  }

  #report(possible: Int32Array, certain: Int32Array): RuleHits {
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
  return { possible: new Int32Array(words), certain: new Int32Array(words), possibleRows: [], certainRows: [], unknown: [] };
}

/** Finds the rows of all facts. */
function lookUpRows({ numbers, constants, frequent }: BitProgram, view: FactView, { possibleRows, certainRows }: Scratch): void {
  possibleRows.length = 0;
  certainRows.length = 0;
  for (const table of numbers) {
    const value = readPlace(table.place, view);
    if (typeof value === 'number' && !Number.isNaN(value)) addRow(possibleRows, table.rows[classOf(value, table.bounds)] ?? NO_ROW);
    else addMissing(table, possibleRows, certainRows);
  }
  for (const table of constants) {
    const value = readPlace(table.place, view);
    if (typeof value === table.kind) addRow(possibleRows, table.rows.get(value) ?? table.other);
    else addMissing(table, possibleRows, certainRows);
  }
  for (const { test, whenTrue, whenFalse, unknownCertain } of frequent) {
    const truth = test(view);
    if (truth === undefined) addRow(certainRows, unknownCertain);
    else addRow(possibleRows, truth ? whenTrue : whenFalse);
  }
}

function addMissing({ missingPossible, missingCertain }: FactRows, possibleRows: number[], certainRows: number[]): void {
  addRow(possibleRows, missingPossible);
  addRow(certainRows, missingCertain);
}

function addRow(rows: number[], row: number): void {
  if (row !== NO_ROW) rows.push(row);
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
function applyRare({ rare, shortCircuit }: BitProgram, view: FactView, { possible, unknown }: Scratch): void {
  unknown.length = 0;
  for (const predicate of rare) {
    const { test, needTrue, needFalse } = predicate;
    if (shortCircuit && !isAnySet(possible, needTrue) && !isAnySet(possible, needFalse)) continue;
    const truth = test(view);
    if (truth === undefined) unknown.push(predicate);
    else clear(possible, truth ? needFalse : needTrue);
  }
}

/** What is left when unknown tests are taken as false; where none is unknown that is all that is possible. */
function certainOf(program: BitProgram, { possible, certain, certainRows, unknown }: Scratch): Int32Array {
  if (certainRows.length === 0 && unknown.length === 0) return possible;
  joinRows(program, certain, possible, certainRows);
  for (const { needTrue, needFalse } of unknown) {
    clear(certain, needTrue);
    clear(certain, needFalse);
  }
  return certain;
}

function isAnySet(row: Int32Array, conjunctions: Int32Array): boolean {
  for (const conjunction of conjunctions) if (((row[conjunction >>> 5] ?? 0) & (1 << (conjunction & 31))) !== 0) return true;
  return false;
}

function clear(row: Int32Array, conjunctions: Int32Array): void {
  for (const conjunction of conjunctions) row[conjunction >>> 5] = (row[conjunction >>> 5] ?? 0) & ~(1 << (conjunction & 31));
}
