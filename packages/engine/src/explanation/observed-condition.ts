import type { Condition, LeafCondition } from '../contract/condition.js';
import { compileCondition } from '../rules/compile-rules.js';
import type { FactTypes, FactView, NamedLists, Truth } from '../rules/rule-set.js';
import type { PlacedRule } from './rule-sources.js';

/** A condition with what came of it: `undefined` where a fact was missing. */
export type ObservedCondition =
  | { readonly kind: 'test'; readonly truth: Truth; readonly leaf: LeafCondition }
  | { readonly kind: 'all' | 'any'; readonly truth: Truth; readonly of: readonly ObservedCondition[] }
  | { readonly kind: 'not'; readonly truth: Truth; readonly of: ObservedCondition };

export type ObservedTest = Extract<ObservedCondition, { readonly kind: 'test' }>;

/** What a condition is observed on. */
export interface Sight {
  readonly types: FactTypes;
  readonly lists: NamedLists;
  readonly view: FactView;
  readonly shared: PlacedRule['shared'];
}

/** Observes a checked condition part by part, also those parts that a decision can skip. */
export function observe(condition: Condition, sight: Sight): ObservedCondition {
  if ('all' in condition) return grouped('all', condition.all, sight);
  if ('any' in condition) return grouped('any', condition.any, sight);
  if ('not' in condition) {
    const of = observe(condition.not, sight);
    return { kind: 'not', truth: of.truth === undefined ? undefined : !of.truth, of };
  }
  if (!('condition' in condition)) return { kind: 'test', truth: truthOf(condition, sight), leaf: condition };
  const target = Object.hasOwn(sight.shared, condition.condition) ? sight.shared[condition.condition] : undefined;
  return target === undefined ? { kind: 'any', truth: undefined, of: [] } : observe(target, sight);
}

/** What one comparison says of these facts. */
function truthOf(leaf: LeafCondition, { types, lists, view }: Pick<Sight, 'types' | 'lists' | 'view'>): Truth {
  const compiled = compileCondition(leaf, types, { file: '', pointer: '' }, lists);
  return compiled.ok ? compiled.value(view) : undefined;
}

function grouped(kind: 'all' | 'any', conditions: readonly Condition[], sight: Sight): ObservedCondition {
  const of = conditions.map((part) => observe(part, sight));
  const decides = kind === 'any';
  if (of.some(({ truth }) => truth === decides)) return { kind, truth: decides, of };
  return { kind, truth: of.some(({ truth }) => truth === undefined) ? undefined : !decides, of };
}

/** The comparisons because of which the condition came out as it did. */
export function because(node: ObservedCondition): readonly ObservedTest[] {
  if (node.kind === 'test') return [node];
  if (node.kind === 'not') return because(node.of);
  return node.of.filter(({ truth }) => truth === node.truth).flatMap(because);
}

/** The fewest comparisons that would have to come out otherwise for the condition to be `wanted`. */
export function short(node: ObservedCondition, wanted: boolean): readonly ObservedTest[] {
  if (node.truth === wanted) return [];
  if (node.kind === 'test') return [node];
  if (node.kind === 'not') return short(node.of, !wanted);
  const parts = node.of.map((part) => short(part, wanted));
  // All parts of an `all` must hold, and all parts of an `any` must fail: else the part that lacks least is enough.
  if ((node.kind === 'all') === wanted) return parts.flat();
  return parts.toSorted((a, b) => a.length - b.length)[0] ?? [];
}

/** All comparisons of a condition. */
export function testsOf(node: ObservedCondition): readonly ObservedTest[] {
  if (node.kind === 'test') return [node];
  return node.kind === 'not' ? testsOf(node.of) : node.of.flatMap(testsOf);
}
