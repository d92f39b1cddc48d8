import type { Condition, LeafCondition } from '@gavel/engine';
import type { MakeContender } from './contender.js';
import { loadContender } from './install-contenders.js';

interface Zen {
  readonly ZenEngine: new () => { createDecision(content: object): { evaluate(context: unknown): Promise<{ result: unknown }> } };
}

/** GoRules' engine (Rust): one decision table that collects every row whose expression holds. */
export const zen: MakeContender = (rules) => {
  const { ZenEngine } = loadContender('@gorules/zen-engine') as Zen;
  const table = {
    hitPolicy: 'collect',
    inputs: [{ id: 'when', name: 'when', type: 'expression' }],
    outputs: [{ id: 'output', name: 'rule', type: 'expression', field: 'rule' }],
    rules: rules.map(({ name, conditions }) => ({ _id: name, when: expressionOf(conditions), output: quoted(name) })),
  };
  const decision = new ZenEngine().createDecision({
    nodes: [
      { id: 'in', name: 'in', type: 'inputNode' },
      { id: 'table', name: 'table', type: 'decisionTableNode', content: table },
      { id: 'out', name: 'out', type: 'outputNode' },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'table', type: 'edge' },
      { id: 'b', sourceId: 'table', targetId: 'out', type: 'edge' },
    ],
  });
  return {
    name: '@gorules/zen-engine',
    isAsync: true,
    decide: (payment) => decision.evaluate(payment),
    fired: (answer) => (answer as { result: { rule: string }[] }).result.map(({ rule }) => rule),
  };
};

function expressionOf(condition: Condition): string {
  if ('all' in condition) return `(${condition.all.map(expressionOf).join(' and ')})`;
  if ('any' in condition) return `(${condition.any.map(expressionOf).join(' or ')})`;
  if ('not' in condition) return `not (${expressionOf(condition.not)})`;
  if ('condition' in condition) throw new Error('no shared conditions here');
  return leafExpression(condition);
}

const OPERATORS: Readonly<Record<string, (fact: string, value: string) => string>> = {
  equal: (fact, value) => `${fact} == ${value}`,
  notEqual: (fact, value) => `${fact} != ${value}`,
  greaterThan: (fact, value) => `${fact} > ${value}`,
  lessThanInclusive: (fact, value) => `${fact} <= ${value}`,
  in: (fact, value) => `${fact} in ${value}`,
  notIn: (fact, value) => `${fact} not in ${value}`,
  contains: (fact, value) => `${value} in ${fact}`,
};

function leafExpression({ fact, path, operator, value }: LeafCondition): string {
  const text = Array.isArray(value) ? `[${value.map(quoted).join(', ')}]` : quoted(value);
  return OPERATORS[operator]!(fact + (path ?? '').replace('$', ''), text);
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
