import type { Hit } from '../contract/decision.js';
import { NO_ROW } from './bit-rows.js';
import type { CheckedRule } from './checked-rule.js';
import type { ConstantTable, FactRows, NumberTable, PredicateTable } from './class-table.js';
import { readPlace } from './read-fact.js';
import type { CompiledCondition, FactView, RuleHits, RuleSet, TracedRule, UnknownRule } from './rule-set.js';
import { traceOf } from './trace.js';

/** A test without classes, and the conjunctions that need it. */
export interface Predicate {
  readonly test: CompiledCondition;
  readonly needTrue: Int32Array;
  readonly needFalse: Int32Array;
}

/** What a rule says when it holds, and when it is unknown. */
export type Report = Pick<CheckedRule, 'hit' | 'unknown'>;

/** Rules as bits: see `BitCompiler`. */
export interface BitProgram {
  readonly rules: readonly CheckedRule[];
  /** What to report of every conjunction: in the order of the rules, the same object for those of one rule. */
  readonly reports: readonly Report[];
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
    const found = reportOf(this.#program, scratch);
    this.#spare = scratch;
    return found;
  }

  trace(view: FactView): readonly TracedRule[] {
    return traceOf(this.#program.rules, view);
  }
}

/** The rules of which a conjunction is left, where none is unknown. Those of one rule follow each other. */
function reportCertain({ reports, words }: BitProgram, certain: Int32Array): RuleHits {
  const hits: Hit[] = [];
  let last: Report | undefined;
  for (let word = 0; word < words; word += 1) {
    for (let bits = certain[word] ?? 0; bits !== 0; bits &= bits - 1) {
      const report = reports[word * 32 + lowestBit(bits)];
      if (report === undefined || report === last) continue;
      last = report;
      hits.push(report.hit);
    }
  }
  return { hits, unknown: [] };
}

/** A rule holds when one of its conjunctions is certain, and is unknown when one is possible and none is certain. */
function reportBoth({ reports, words }: BitProgram, possible: Int32Array, certain: Int32Array): RuleHits {
  const hits: Hit[] = [];
  const unknown: UnknownRule[] = [];
  let last: Report | undefined;
  let isCertain = false;
  const add = (): void => {
    if (last === undefined) return;
    if (isCertain) hits.push(last.hit);
    else unknown.push(last.unknown);
  };
  for (let word = 0; word < words; word += 1) {
    const sure = certain[word] ?? 0;
    for (let bits = possible[word] ?? 0; bits !== 0; bits &= bits - 1) {
      const bit = lowestBit(bits);
      const report = reports[word * 32 + bit];
      if (report !== last) {
        add();
        last = report;
        isCertain = false;
      }
      isCertain ||= (sure & (1 << bit)) !== 0;
    }
  }
  add();
  return { hits, unknown };
}

/** Number of the lowest bit that is set. */
function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
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

/** `into` becomes `from` AND the rows. Eight rows a pass: the loop is bound by reading, so what is joined should be written seldom. */
function joinRows({ rows, words }: BitProgram, into: Int32Array, from: Int32Array, places: readonly number[]): void {
  let source = from;
  let index = 0;
  for (; index + 7 < places.length; index += 8) {
    const a = places[index] ?? 0;
    const b = places[index + 1] ?? 0;
    const c = places[index + 2] ?? 0;
    const d = places[index + 3] ?? 0;
    const e = places[index + 4] ?? 0;
    const f = places[index + 5] ?? 0;
    const g = places[index + 6] ?? 0;
    const h = places[index + 7] ?? 0;
    for (let word = 0; word < words; word += 1) {
      const left = (rows[a + word] ?? 0) & (rows[b + word] ?? 0) & (rows[c + word] ?? 0) & (rows[d + word] ?? 0);
      const right = (rows[e + word] ?? 0) & (rows[f + word] ?? 0) & (rows[g + word] ?? 0) & (rows[h + word] ?? 0);
      into[word] = (source[word] ?? 0) & left & right;
    }
    source = into;
  }
  for (; index + 1 < places.length; index += 2) {
    const a = places[index] ?? 0;
    const b = places[index + 1] ?? 0;
    for (let word = 0; word < words; word += 1) into[word] = (source[word] ?? 0) & (rows[a + word] ?? 0) & (rows[b + word] ?? 0);
    source = into;
  }
  if (index === places.length) {
    if (source !== into) into.set(source);
    return;
  }
  const a = places[index] ?? 0;
  for (let word = 0; word < words; word += 1) into[word] = (source[word] ?? 0) & (rows[a + word] ?? 0);
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

/** Takes unknown tests as false, which leaves what is certain; where none is unknown that is all that is possible. */
function reportOf(program: BitProgram, { possible, certain, certainRows, unknown }: Scratch): RuleHits {
  if (certainRows.length === 0 && unknown.length === 0) return reportCertain(program, possible);
  joinRows(program, certain, possible, certainRows);
  for (const { needTrue, needFalse } of unknown) {
    clear(certain, needTrue);
    clear(certain, needFalse);
  }
  return reportBoth(program, possible, certain);
}

function isAnySet(row: Int32Array, conjunctions: Int32Array): boolean {
  for (const conjunction of conjunctions) if (((row[conjunction >>> 5] ?? 0) & (1 << (conjunction & 31))) !== 0) return true;
  return false;
}

function clear(row: Int32Array, conjunctions: Int32Array): void {
  for (const conjunction of conjunctions) row[conjunction >>> 5] = (row[conjunction >>> 5] ?? 0) & ~(1 << (conjunction & 31));
}
