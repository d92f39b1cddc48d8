import { mapSliced, type Sliced } from '../sliced.js';
import { BitRows } from './bit-rows.js';
import { BitRuleSet, type BitProgram, type Predicate, type Report } from './bit-rule-set.js';
import type { CheckedLeaf, CheckedNode, CheckedRule, Operand } from './checked-rule.js';
import {
  constantsOf,
  constantTable,
  isClassifiable,
  numberTable,
  predicateTable,
  type ConstantTable,
  type FactTests,
  type NumberTable,
} from './class-table.js';
import type { ClosureCompiler } from './closure-compiler.js';
import { normalForm, type Conjunction } from './normal-form.js';
import { MAX_CONJUNCTIONS_PER_RULE, MAX_LITERALS_PER_RULE, type BitLimits } from './rule-limits.js';
import type { RuleSet } from './rule-set.js';
import { TestGroups, type TestGroup } from './test-group.js';

/** What a bit program is made with. */
export interface BitCompilerParts {
  readonly closures: ClosureCompiler;
  /** Make identical tests once. */
  readonly dedupe: boolean;
  /** Leave out tests that cannot change an answer any more. */
  readonly shortCircuit: boolean;
  readonly limits: BitLimits;
}

/**
 * Turns rules into conjunctions of one bit each. What a value rules out is looked up by its class (between which two bounds, equal to
 * which constant) in tables; tests that have no such classes are closures, called once per decision. A rule whose normal form would be
 * too long is one such test as a whole.
 */
export class BitCompiler {
  readonly #parts: BitCompilerParts;
  readonly #rules: readonly CheckedRule[];
  readonly #reports: Report[] = [];
  readonly #factTests = new Map<string, { readonly operand: Operand; readonly groups: TestGroups<CheckedLeaf> }>();
  readonly #predicates: TestGroups<CheckedNode>;
  #store = new BitRows(0);
  /** The facts that get a table. */
  #tables: readonly FactTests[] = [];

  private constructor(rules: readonly CheckedRule[], parts: BitCompilerParts) {
    this.#rules = rules;
    this.#parts = parts;
    this.#predicates = new TestGroups(parts.dedupe);
  }

  /** Brings the rules into normal form and decides which facts get tables. */
  static *prepare(rules: readonly CheckedRule[], parts: BitCompilerParts): Sliced<BitCompiler> {
    const compiler = new BitCompiler(rules, parts);
    for (const { condition, hit, unknown } of rules) {
      compiler.#number(condition, { hit, unknown });
      yield;
    }
    compiler.#store = new BitRows(compiler.#reports.length);
    compiler.#tables = compiler.#affordable(compiler.#store.words);
    return compiler;
  }

  /** Are there fewer tests without a table than rules? Else asking the rules themselves is faster. */
  isWorthwhile(): boolean {
    return this.#predicates.all().length < this.#rules.length;
  }

  /** The rules as one program of bit rows. */
  *compile(): Sliced<RuleSet> {
    const store = this.#store;
    const tests = this.#tables;
    const predicates = this.#predicates.all();
    // Joining a row takes a step for every word, clearing single bits several for every conjunction.
    const isFrequent = ({ needTrue, needFalse }: TestGroup): boolean =>
      this.#parts.limits.wordsPerBit * (needTrue.length + needFalse.length) > store.words;
    const [numbers, constants]: [NumberTable[], ConstantTable[]] = [[], []];
    for (const test of tests.filter(isNumeric)) numbers.push(yield* numberTable(test, store));
    for (const test of tests.filter((one) => !isNumeric(one))) constants.push(yield* constantTable(test, store));
    const { closures, shortCircuit } = this.#parts;
    const program: BitProgram = {
      rules: this.#rules,
      reports: this.#reports,
      numbers,
      constants,
      frequent: yield* mapSliced(predicates.filter(isFrequent), (group) => predicateTable(group, closures.compile(group.node), store)),
      rare: yield* mapSliced(
        predicates.filter((group) => !isFrequent(group)),
        (group) => this.#predicateOf(group),
      ),
      shortCircuit,
      words: store.words,
      rows: yield* store.toArray(),
      everything: store.full(),
    };
    return new BitRuleSet(program);
  }

  #number(condition: CheckedNode, report: Report): void {
    const hasRoom = this.#reports.length + MAX_CONJUNCTIONS_PER_RULE <= this.#parts.limits.conjunctions;
    const form = hasRoom ? fitting(normalForm(condition, MAX_CONJUNCTIONS_PER_RULE)) : undefined;
    if (form === undefined) {
      this.#predicates.add(condition, this.#nextOf(report), false);
      return;
    }
    for (const conjunction of form) {
      const number = this.#nextOf(report);
      for (const { leaf, negated } of conjunction) this.#testsFor(leaf).add(leaf, number, negated);
    }
  }

  #nextOf(report: Report): number {
    return this.#reports.push(report) - 1;
  }

  #testsFor(leaf: CheckedLeaf): TestGroups<CheckedNode> {
    if (!isClassifiable(leaf)) return this.#predicates;
    const key = JSON.stringify(leaf.left);
    let tests = this.#factTests.get(key);
    if (tests === undefined) this.#factTests.set(key, (tests = { operand: leaf.left, groups: new TestGroups(this.#parts.dedupe) }));
    return tests.groups;
  }

  /** The facts whose tables fit in what there is of memory and time, the cheapest first; the tests of the others become closures. */
  #affordable(words: number): readonly FactTests[] {
    const tests = [...this.#factTests.values()].map(({ operand, groups }) => ({ operand, groups: groups.all() }));
    const sized = tests.map((test) => ({ test, classes: 2 * constantsOf(test).size + 3 })).toSorted((a, b) => a.classes - b.classes);
    const { limits } = this.#parts;
    let [rowWords, steps] = [0, 0];
    return sized.flatMap(({ test, classes }) => {
      rowWords += classes * words;
      steps += classes * (test.groups.length + words);
      if (rowWords <= limits.rowWords && steps <= limits.tableSteps) return [test];
      for (const group of test.groups) this.#predicates.addAll(group);
      return [];
    });
  }

  #predicateOf({ node, needTrue, needFalse }: TestGroup): Predicate {
    return { test: this.#parts.closures.compile(node), needTrue: Int32Array.from(needTrue), needFalse: Int32Array.from(needFalse) };
  }
}

function isNumeric({ operand }: FactTests): boolean {
  return operand.type.kind === 'number';
}

function fitting(form: readonly Conjunction[] | undefined): readonly Conjunction[] | undefined {
  return form === undefined || form.reduce((sum, { length }) => sum + length, 0) > MAX_LITERALS_PER_RULE ? undefined : form;
}
