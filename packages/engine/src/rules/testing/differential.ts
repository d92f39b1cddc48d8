import * as fc from 'fast-check';
import type { Condition } from '../../contract/condition.js';
import { arbitraryFacts, arbitraryRuleFile, type RandomRuleFile } from '../../testing/random-rules.js';
import { WORLD } from '../../testing/random-world.js';
import { compileRules, type CompileOptions } from '../compile-rules.js';
import { checkRules } from '../check-rules.js';
import { atOnce } from '../../sliced.js';
import { bitRuleSet } from '../evaluate-rules.js';
import { compileLibraryRules } from '../library-evaluator.js';
import { readRuleFile, type RuleFileText } from '../read-rule-file.js';
import { BIT_LIMITS, type BitLimits } from '../rule-limits.js';
import type { FactView, RuleHits, RuleSet, Truth } from '../rule-set.js';
import { oracle } from './rule-oracle.js';

/** What was compared, and how often each thing was drawn. */
export interface Differential {
  /** Pairs of one rule and the facts it was judged on. */
  readonly pairs: number;
  readonly seed: number;
  /** Uses of each operator, decorator and form of condition in the rules. */
  readonly drawn: ReadonlyMap<string, number>;
  /** Comparisons under each intended difference, and rules under none. */
  readonly met: ReadonlyMap<string, number>;
  /** Answers of true, false and unknown. */
  readonly answers: ReadonlyMap<Truth, number>;
}

/** Every optimisation on and off, in both compiled forms, and none at all. */
const FORMS: readonly CompileOptions[] = [
  { index: true },
  { index: true, dedupe: false },
  { index: true, shortCircuit: false },
  { index: false },
  { index: false, dedupe: false },
  { index: false, shortCircuit: false },
  { optimise: false },
];
const FACTS_PER_FILE = 20;
const RULES_PER_FILE = 10;

/** Compares all our forms with json-rules-engine on random pairs of rule and facts; rejects at the first difference that is not intended. */
export async function compareWithLibrary(pairs: number, seed: number): Promise<Differential> {
  const counts = { pairs: 0, drawn: new Map<string, number>(), met: new Map<string, number>(), answers: new Map<Truth, number>() };
  const manyFacts = fc.array(arbitraryFacts, { minLength: FACTS_PER_FILE, maxLength: FACTS_PER_FILE });
  const property = fc.asyncProperty(arbitraryRuleFile, manyFacts, async (file, many) => {
    countConditions(file, counts.drawn);
    const judges = judgesOf(file);
    for (const facts of many) {
      const truths = await oracle(file, facts, counts.met);
      await judges(facts, truths);
      for (const truth of truths.values()) counts.answers.set(truth, (counts.answers.get(truth) ?? 0) + 1);
      counts.pairs += file.rules.length;
    }
  });
  await fc.assert(property, { numRuns: Math.ceil(pairs / (FACTS_PER_FILE * RULES_PER_FILE)), seed });
  return { seed, ...counts };
}

/** With no room for tables, with all bits cleared one by one, and with both: what only large rule sets meet otherwise. */
const LIMITS: readonly BitLimits[] = [
  { ...BIT_LIMITS, rowWords: 0 },
  { ...BIT_LIMITS, wordsPerBit: 0 },
  { conjunctions: 40, rowWords: 0, tableSteps: 0, wordsPerBit: 0 },
];

function narrowRuleSets(files: readonly RuleFileText[]): [string, RuleSet][] {
  const rules = valueOf(checkRules(files.map(readRuleFile), WORLD));
  return LIMITS.map((limits) => [JSON.stringify(limits), atOnce(bitRuleSet(rules, { dedupe: true, shortCircuit: true }, limits))]);
}

/** Judges facts by every form; throws where an answer is not the wanted one. */
function judgesOf(file: RandomRuleFile): (facts: FactView, truths: ReadonlyMap<string, Truth>) => Promise<void> {
  const files = [{ file: 'random.rules.json', text: JSON.stringify(file) }];
  const ruleSets = FORMS.map((options): [string, RuleSet] => [JSON.stringify(options), valueOf(compileRules(files, WORLD, options))]);
  ruleSets.push(...narrowRuleSets(files));
  const library = valueOf(compileLibraryRules(files, WORLD));
  return async (facts, truths) => {
    const wanted = JSON.stringify([inOrder(file, truths, true), inOrder(file, truths, undefined)]);
    const answers = ruleSets.map(([name, rules]): [string, RuleHits] => [name, rules.evaluate(facts)]);
    answers.push(['json-rules-engine as evaluator', await library.evaluate(facts)]);
    for (const [name, { hits, unknown }] of answers) {
      const found = JSON.stringify([hits.map((hit) => hit.rule), unknown.map(({ rule }) => rule)]);
      if (found !== wanted) throw new Error(`${name} fires and leaves unknown ${found}, json-rules-engine ${wanted}`);
    }
  };
}

function valueOf<T>(checked: { ok: true; value: T } | { ok: false; faults: readonly object[] }): T {
  if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
  return checked.value;
}

function inOrder(file: RandomRuleFile, truths: ReadonlyMap<string, Truth>, wanted: Truth): readonly string[] {
  return file.rules
    .toSorted((a, b) => (b.priority ?? 1) - (a.priority ?? 1))
    .filter(({ name }) => truths.get(name) === wanted)
    .map(({ name }) => name);
}

function countConditions(file: RandomRuleFile, drawn: Map<string, number>): void {
  const count = (name: string): unknown => drawn.set(name, (drawn.get(name) ?? 0) + 1);
  const walk = (condition: Condition): void => {
    const form = (['all', 'any', 'not', 'condition'] as const).find((name) => name in condition);
    if (form !== undefined) count(form);
    if ('all' in condition) condition.all.forEach(walk);
    else if ('any' in condition) condition.any.forEach(walk);
    else if ('not' in condition) walk(condition.not);
    else if ('operator' in condition) {
      for (const [index, name] of condition.operator.split(':').toReversed().entries()) count(index === 0 ? name : `${name}:`);
      if (condition.path !== undefined) count('path');
      if (typeof condition.value === 'object' && condition.value !== null && 'fact' in condition.value) count('reference');
    }
  };
  for (const { conditions } of file.rules) walk(conditions);
  for (const shared of Object.values(file.conditions)) walk(shared);
}
