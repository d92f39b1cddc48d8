import type { JsonValue } from '../contract/json.js';
import type { CheckedLeaf, CheckedNode, CheckedRule, Comparand, Operand } from './checked-rule.js';
import { compare, constantOf, decide } from './interpret.js';
import { readFact } from './read-fact.js';
import type { FactView, TraceResult, TracedComparison, TracedCondition, TracedFact, TracedRule, Truth } from './rule-set.js';

/** Looks at every condition of every rule, also at those that evaluation could leave out, and tells what each saw. */
export function traceOf(rules: readonly CheckedRule[], view: FactView): readonly TracedRule[] {
  const facts = new FactMemo(view);
  return rules.map(({ hit, condition }) => {
    const { truth, traced } = traceNode(condition, facts);
    return { rule: hit.rule, asks: hit.asks, result: resultOf(truth), condition: traced };
  });
}

/** Reads single-valued facts once: rules ask for the same few again and again. */
class FactMemo {
  readonly #view: FactView;
  readonly #read = new Map<string, unknown>();

  constructor(view: FactView) {
    this.#view = view;
  }

  read(operand: Operand): unknown {
    const { fact, path, type } = operand;
    if (path.length > 0 || type.kind === 'array' || type.kind === 'position') return readFact(operand, this.#view);
    if (!this.#read.has(fact)) this.#read.set(fact, readFact(operand, this.#view));
    return this.#read.get(fact);
  }
}

interface Traced {
  readonly truth: Truth;
  readonly traced: TracedCondition;
}

function traceNode(node: CheckedNode, facts: FactMemo): Traced {
  if (node.kind === 'leaf') return traceLeaf(node, facts);
  const parts = (node.kind === 'not' ? [node.of] : node.of).map((part) => traceNode(part, facts));
  const truths = parts.map((part) => part.truth);
  const truth = node.kind === 'not' ? opposite(truths[0]) : decide(truths, node.kind === 'any');
  if (node.written !== undefined) return { truth, traced: { ...traceLeaf(node.written, facts).traced, result: resultOf(truth) } };
  const traced = { kind: node.kind, result: resultOf(truth), of: parts.map((part) => part.traced) };
  return { truth, traced: node.name === undefined ? traced : { ...traced, name: node.name } };
}

function traceLeaf(leaf: CheckedLeaf, facts: FactMemo): Traced {
  const { operator, decorators, left, right } = leaf;
  const seen = facts.read(left);
  const other = right.kind === 'operand' ? facts.read(right.operand) : constantOf(right);
  const truth = compare(leaf, seen, other);
  const traced: TracedComparison = {
    kind: 'comparison',
    ...tracedFact(left, seen),
    operator: decorators === undefined ? operator : [...decorators, operator].join(':'),
    value: right.kind === 'operand' ? tracedFact(right.operand, other) : writtenValue(right),
    result: resultOf(truth),
  };
  return { truth, traced };
}

function tracedFact({ fact, path }: Operand, seen: unknown): TracedFact {
  if (path.length > 0) return seen === undefined ? { fact, path: `$.${path.join('.')}` } : { fact, path: `$.${path.join('.')}`, seen };
  return seen === undefined ? { fact } : { fact, seen };
}

function writtenValue(right: Exclude<Comparand, { readonly kind: 'operand' }>): JsonValue {
  if (right.kind === 'list') return right.values;
  return right.kind === 'test' ? right.source : right.value;
}

function opposite(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

function resultOf(truth: Truth): TraceResult {
  return truth === undefined ? 'unknown' : truth ? 'held' : 'did not hold';
}
