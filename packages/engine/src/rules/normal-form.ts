import type { CheckedLeaf, CheckedNode } from './checked-rule.js';

/** A comparison, or its opposite. */
interface Literal {
  readonly leaf: CheckedLeaf;
  readonly negated: boolean;
}

/** It holds when all its literals do. */
export type Conjunction = readonly Literal[];

/**
 * The condition as conjunctions of which one must hold (disjunctive normal form); undefined when there would be more than `limit` of
 * them. Distribution and De Morgan's laws hold in Kleene's logic, so the truth is the same for unknown comparisons too. For the same
 * reason a conjunction that contradicts itself stays: with a missing fact it is unknown, not false.
 */
export function normalForm(node: CheckedNode, limit: number, negated = false): readonly Conjunction[] | undefined {
  if (node.kind === 'leaf') return [[{ leaf: node, negated }]];
  if (node.kind === 'not') return normalForm(node.of, limit, !negated);
  const parts: (readonly Conjunction[])[] = [];
  for (const part of node.of) {
    const form = normalForm(part, limit, negated);
    if (form === undefined) return undefined;
    parts.push(form);
  }
  const isConjunction = (node.kind === 'all') !== negated;
  return isConjunction ? productOf(parts, limit) : sumOf(parts, limit);
}

function sumOf(parts: readonly (readonly Conjunction[])[], limit: number): readonly Conjunction[] | undefined {
  const sum = parts.flat();
  return sum.length > limit ? undefined : sum;
}

function productOf(parts: readonly (readonly Conjunction[])[], limit: number): readonly Conjunction[] | undefined {
  let product: readonly Conjunction[] = [[]];
  for (const part of parts) {
    if (product.length * part.length > limit) return undefined;
    product = product.flatMap((left) => part.map((right) => [...left, ...right]));
  }
  return product;
}
