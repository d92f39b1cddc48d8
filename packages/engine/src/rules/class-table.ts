import { mapSliced, type Sliced } from '../sliced.js';
import { NO_ROW, clearBits, type BitRows } from './bit-rows.js';
import type { CheckedLeaf, Operand } from './checked-rule.js';
import { compare, constantOf } from './interpret.js';
import { OPERATORS, type OperatorFamily } from './operators.js';
import { placeOf, type FactPlace } from './read-fact.js';
import type { CompiledCondition } from './rule-set.js';
import type { TestGroup } from './test-group.js';

/** Rows by what a value can be told apart as: what one fact says about all conjunctions at once. */
export interface FactRows {
  readonly place: FactPlace;
  /** For a missing value: what can hold, and what does hold. */
  readonly missingPossible: number;
  readonly missingCertain: number;
}

/** The rows of a number: of each bound that rules name, and of the intervals between them. */
export interface NumberTable extends FactRows {
  /** Ascending. */
  readonly bounds: Float64Array;
  /** Row below the first bound, at it, between it and the next, … */
  readonly rows: Int32Array;
}

/** The rows of a string or boolean: of each value that rules name, and of all others. */
export interface ConstantTable extends FactRows {
  readonly kind: Operand['type']['kind'];
  readonly rows: ReadonlyMap<unknown, number>;
  readonly other: number;
}

/** The rows of a test that is asked: what is ruled out when it is true, false, or unknown and taken as either. */
export interface PredicateTable {
  readonly test: CompiledCondition;
  readonly whenTrue: number;
  readonly whenFalse: number;
  readonly unknownCertain: number;
}

/** A value that no constant of a rule can be, because rules hold JSON values. */
const OTHER = Symbol('other');

/** The tests of one fact. */
export interface FactTests {
  readonly operand: Operand;
  readonly groups: readonly TestGroup<CheckedLeaf>[];
}

const CLASSIFIABLE: ReadonlySet<OperatorFamily> = new Set(['equality', 'membership', 'order', 'range', 'presence']);

/** Can a test be told from the class of one value: is it about one single-valued fact and constants? */
export function isClassifiable({ operator, decorators, left, right }: CheckedLeaf): boolean {
  const isSingle = left.type.kind === 'number' || left.type.kind === 'string' || left.type.kind === 'boolean';
  return isSingle && right.kind !== 'operand' && decorators === undefined && CLASSIFIABLE.has(OPERATORS[operator]);
}

/** All constants that the tests name. */
export function constantsOf({ groups }: FactTests): ReadonlySet<unknown> {
  return new Set(
    groups.flatMap(({ node: { right } }) => (right.kind === 'list' ? right.values : right.kind === 'single' ? [right.value] : [])),
  );
}

/** Makes the table of a number. */
export function* numberTable(tests: FactTests, store: BitRows): Sliced<NumberTable> {
  const bounds = Float64Array.from([...constantsOf(tests)].filter((value) => typeof value === 'number')).toSorted();
  const rows = yield* mapSliced(samplesOf(bounds), (value) => store.keep(rowAt(tests, value, store).possible));
  return { bounds, rows: Int32Array.from(rows), ...missingRows(tests, store) };
}

/** One number of every class, in the order of `NumberTable.rows`. Where two bounds have no number between them, that class is never met. */
function* samplesOf(bounds: Float64Array): Generator<number> {
  let before = -Infinity;
  for (const [index, bound] of bounds.entries()) {
    yield index === 0 ? -Infinity : before / 2 + bound / 2;
    yield bound;
    before = bound;
  }
  yield Infinity;
}

/** Makes the table of a string or boolean. */
export function* constantTable(tests: FactTests, store: BitRows): Sliced<ConstantTable> {
  const rows = yield* mapSliced(constantsOf(tests), (value) => [value, store.keep(rowAt(tests, value, store).possible)] as const);
  return {
    kind: tests.operand.type.kind,
    rows: new Map(rows),
    other: store.keep(rowAt(tests, OTHER, store).possible),
    ...missingRows(tests, store),
  };
}

/** Makes the table of a test that many conjunctions need. */
export function predicateTable({ needTrue, needFalse }: TestGroup, test: CompiledCondition, store: BitRows): PredicateTable {
  const rowWithout = (...cleared: (readonly number[])[]): number => {
    if (cleared.every((numbers) => numbers.length === 0)) return NO_ROW;
    const row = store.full();
    for (const numbers of cleared) clearBits(row, numbers);
    return store.keep(row);
  };
  return { test, whenTrue: rowWithout(needFalse), whenFalse: rowWithout(needTrue), unknownCertain: rowWithout(needTrue, needFalse) };
}

function missingRows(tests: FactTests, store: BitRows): FactRows {
  const { possible, certain, isFull } = rowAt(tests, undefined, store);
  return { place: placeOf(tests.operand), missingPossible: isFull ? NO_ROW : store.keep(possible), missingCertain: store.keep(certain) };
}

/** What a value leaves possible, and what it leaves certain: they differ where a test of it is unknown. */
function rowAt({ groups }: FactTests, value: unknown, store: BitRows): { possible: Int32Array; certain: Int32Array; isFull: boolean } {
  const [possible, certain] = [store.full(), store.full()];
  let isFull = true;
  for (const { node, needTrue, needFalse } of groups) {
    const truth = compare(node, value, constantOf(node.right));
    if (truth !== true) clearBits(certain, needTrue);
    if (truth !== false) clearBits(certain, needFalse);
    if (truth === undefined) continue;
    isFull = false;
    clearBits(possible, truth ? needFalse : needTrue);
  }
  return { possible, certain, isFull };
}
