import { Engine, Rule } from 'json-rules-engine';
import type { Checked } from '../contract/fault.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import { checkRules, type RuleWorld } from './check-rules.js';
import type { CheckedLeaf, CheckedNode, CheckedRule, Operand, WrittenTest } from './checked-rule.js';
import { holds, type OperatorName } from './operators.js';
import { readFact } from './read-fact.js';
import { readRuleFile, type RuleFileText } from './read-rule-file.js';
import type { FactView, RuleHits, Truth } from './rule-set.js';

/** Rules evaluated by json-rules-engine itself: the same answers as a `RuleSet`, a thousand times slower and only by promise. */
export interface LibraryRuleSet {
  readonly size: number;
  evaluate(view: FactView): Promise<RuleHits>;
}

/** Operators that the library lacks and that are no test written in the rule. */
const OWN_OPERATORS = ['startsWith', 'endsWith', 'between', 'isMissing'] as const;

/** How a comparison answers when a fact is missing: `must` says no, `may` says yes. */
type Mood = 'must' | 'may';

/** As `compileRules`, evaluated by json-rules-engine: what the compiled rules are compared with. */
export function compileLibraryRules(files: readonly RuleFileText[], world: RuleWorld): Checked<LibraryRuleSet> {
  const checked = checkRules(files.map(readRuleFile), world);
  return checked.ok ? { ok: true, value: libraryRuleSet(checked.value) } : checked;
}

/**
 * The library knows two truth values, so every rule is run twice: in `must` with what is unknown held against it, in `may` in its
 * favour. A rule is true when it must hold, false when it may not, and unknown in between; because every comparison stands for itself,
 * that is Kleene's logic exactly.
 */
function libraryRuleSet(rules: readonly CheckedRule[]): LibraryRuleSet {
  const texts = rules.flatMap(({ condition }, index) => [ruleText('must', index, condition), ruleText('may', index, condition)]);
  const leaves = rules.flatMap(({ condition }) => leavesOf(condition));
  const operands = new Map(leaves.flatMap(operandsOf).map((operand) => [keyOf(operand), operand]));
  const tests = new Map(leaves.flatMap((leaf) => (leaf.right.kind === 'test' ? [[testKeyOf(leaf.operator, leaf.right), leaf.right]] : [])));
  return {
    size: rules.length,
    evaluate: async (view) => {
      const held = await run(texts, tests, factsOf(operands, view));
      const truthOf = (index: number): Truth => (held.has(`must ${index}`) ? true : held.has(`may ${index}`) ? undefined : false);
      return {
        hits: rules.filter((_, index) => truthOf(index) === true).map((rule) => rule.hit),
        unknown: rules.filter((_, index) => truthOf(index) === undefined).map((rule) => rule.unknown),
      };
    },
  };
}

/** Names of the rules that held. One Engine per run: a run leaves state behind in its Engine that makes others skip rules. */
async function run(
  texts: readonly string[],
  tests: ReadonlyMap<string, WrittenTest>,
  facts: Readonly<Record<string, unknown>>,
): Promise<ReadonlySet<string>> {
  const engine = new Engine([], { allowUndefinedFacts: true });
  engine.addOperatorDecorator('must', (a: unknown, b: unknown, next) => a !== undefined && b !== undefined && next(a, b));
  engine.addOperatorDecorator('may', (a: unknown, b: unknown, next) => a === undefined || b === undefined || next(a, b));
  for (const name of OWN_OPERATORS) engine.addOperator(name, (a: unknown, b: unknown) => holds(name, a, b));
  engine.addOperator('must test', (a: unknown, key: string) => tests.get(key)?.holds(a) === true);
  engine.addOperator('may test', (a: unknown, key: string) => tests.get(key)?.holds(a) !== false);
  for (const text of texts) engine.addRule(new Rule(text));
  const { results } = await engine.run(facts);
  return new Set(results.map((result) => result.name));
}

function ruleText(mood: Mood, index: number, condition: CheckedNode): string {
  return JSON.stringify({ name: `${mood} ${index}`, conditions: { all: [libraryCondition(condition, mood)] }, event: { type: 'held' } });
}

function libraryCondition(node: CheckedNode, mood: Mood): JsonObject {
  switch (node.kind) {
    case 'leaf':
      return libraryLeaf(node, mood);
    case 'not':
      return { not: libraryCondition(node.of, opposite(mood)) };
    default:
      return { [node.kind]: node.of.map((part) => libraryCondition(part, mood)) };
  }
}

/** A comparison that decides though a fact is missing stands as it is; `must` and `may` guard all others. */
function libraryLeaf({ operator, decorators = [], left, right }: CheckedLeaf, mood: Mood): JsonObject {
  const guard = operator === 'isMissing' ? [] : [mood];
  // A `not` between the guard and the test turns the mood round for a test that is itself unknown.
  const isTurned = decorators.filter((decorator) => decorator === 'not').length % 2 === 1;
  const inner = right.kind === 'test' ? `${isTurned ? opposite(mood) : mood} test` : operator;
  return { fact: keyOf(left), operator: [...guard, ...decorators, inner].join(':'), value: libraryValue(operator, right) };
}

function libraryValue(operator: OperatorName, right: CheckedLeaf['right']): JsonValue {
  switch (right.kind) {
    case 'operand':
      return { fact: keyOf(right.operand) };
    case 'list':
      return right.values;
    case 'test':
      return testKeyOf(operator, right);
    default:
      return right.value;
  }
}

function opposite(mood: Mood): Mood {
  return mood === 'must' ? 'may' : 'must';
}

function leavesOf(node: CheckedNode): readonly CheckedLeaf[] {
  if (node.kind === 'leaf') return [node];
  return node.kind === 'not' ? leavesOf(node.of) : node.of.flatMap(leavesOf);
}

function operandsOf({ left, right }: CheckedLeaf): readonly Operand[] {
  return right.kind === 'operand' ? [left, right.operand] : [left];
}

function testKeyOf(operator: OperatorName, { source }: WrittenTest): string {
  return `${operator} ${JSON.stringify(source)}`;
}

function factsOf(operands: ReadonlyMap<string, Operand>, view: FactView): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...operands].map(([key, operand]) => [key, readFact(operand, view)]));
}

/** The type belongs to it: the same fact may be missing as one type and there as another. */
function keyOf(operand: Operand): string {
  return JSON.stringify(operand);
}
