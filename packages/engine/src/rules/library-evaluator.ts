import { Engine, Rule } from 'json-rules-engine';
import type { Checked } from '../contract/fault.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import { checkRules, type RuleWorld } from './check-rules.js';
import type { CheckedLeaf, CheckedNode, CheckedRule, Operand } from './checked-rule.js';
import { readFact } from './read-fact.js';
import { readRuleFile, type RuleFileText } from './read-rule-file.js';
import type { FactView, RuleHits, Truth } from './rule-set.js';

/** Rules evaluated by json-rules-engine itself: the same answers as a `RuleSet`, a thousand times slower and only by promise. */
export interface LibraryRuleSet {
  readonly size: number;
  evaluate(view: FactView): Promise<RuleHits>;
}

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
  const operands = new Map(rules.flatMap(({ condition }) => operandsOf(condition)).map((operand) => [keyOf(operand), operand]));
  return {
    size: rules.length,
    evaluate: async (view) => {
      const held = await run(texts, factsOf(operands, view));
      const truthOf = (index: number): Truth => (held.has(`must ${index}`) ? true : held.has(`may ${index}`) ? undefined : false);
      return {
        hits: rules.filter((_, index) => truthOf(index) === true).map((rule) => rule.hit),
        unknown: rules.filter((_, index) => truthOf(index) === undefined).map((rule) => rule.unknown),
      };
    },
  };
}

/** Names of the rules that held. One Engine per run: a run leaves state behind in its Engine that makes others skip rules. */
async function run(texts: readonly string[], facts: Readonly<Record<string, unknown>>): Promise<ReadonlySet<string>> {
  const engine = new Engine([], { allowUndefinedFacts: true });
  engine.addOperatorDecorator('must', (a: unknown, b: unknown, next) => a !== undefined && b !== undefined && next(a, b));
  engine.addOperatorDecorator('may', (a: unknown, b: unknown, next) => a === undefined || b === undefined || next(a, b));
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
      return { not: libraryCondition(node.of, mood === 'must' ? 'may' : 'must') };
    default:
      return { [node.kind]: node.of.map((part) => libraryCondition(part, mood)) };
  }
}

function libraryLeaf({ operator, left, right }: CheckedLeaf, mood: Mood): JsonObject {
  return { fact: keyOf(left), operator: `${mood}:${operator}`, value: libraryValue(right) };
}

function libraryValue(right: CheckedLeaf['right']): JsonValue {
  if (right.kind === 'operand') return { fact: keyOf(right.operand) };
  return right.kind === 'list' ? right.values : right.value;
}

function operandsOf(node: CheckedNode): readonly Operand[] {
  switch (node.kind) {
    case 'leaf':
      return node.right.kind === 'operand' ? [node.left, node.right.operand] : [node.left];
    case 'not':
      return operandsOf(node.of);
    default:
      return node.of.flatMap(operandsOf);
  }
}

function factsOf(operands: ReadonlyMap<string, Operand>, view: FactView): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...operands].map(([key, operand]) => [key, readFact(operand, view)]));
}

function keyOf(operand: Operand): string {
  return JSON.stringify([operand.fact, ...operand.path]);
}
