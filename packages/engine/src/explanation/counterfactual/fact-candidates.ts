import type { Condition, LeafCondition } from '../../contract/condition.js';
import type { Scalar } from '../../contract/json.js';
import { compileCondition } from '../../rules/compile-rules.js';
import { listsByName } from '../../policy/policy.js';
import type { CompiledCondition } from '../../rules/rule-set.js';
import { ruleSourcesOf } from '../rule-sources.js';
import { isReference } from '../test-words.js';
import type { Alteration, FactEditor } from './fact-editor.js';
import { rangeOf, type FactRange } from './fact-range.js';

/** Another value of one fact that could make a difference, and how far it is: 0 (the same) to 1 (wholly other). */
export interface Candidate extends Alteration {
  readonly distance: number;
}

/** Something a policy asks of facts: a comparison of a rule or of the fallback table, or the beginning of a score band. */
interface Question {
  readonly facts: readonly string[];
  readonly asks: CompiledCondition;
  /** Values that stand in the comparison itself. */
  readonly named: readonly Scalar[];
}

type Numbers = Extract<FactRange, { readonly kind: 'numbers' }>;

/** Every question that the rules, the fallback table and the bands of a policy ask, each once. */
export function questionsOf({ policy }: FactEditor): readonly Question[] {
  const conditions = ruleSourcesOf(policy).flatMap(({ source, shared }) => [source.conditions, ...Object.values(shared)]);
  const rows = policy.definition.fallback.flatMap(({ conditions: row }) => row ?? []);
  const leaves = new Map([...conditions, ...rows].flatMap(leavesOf).map((leaf) => [JSON.stringify(leaf), leaf]));
  const compared = [...leaves.values()].flatMap((leaf): Question[] => {
    const compiled = compileCondition(leaf, policy.factTypes, { file: '', pointer: '' }, listsByName(policy));
    const facts = isReference(leaf.value) ? [leaf.fact, leaf.value.fact] : [leaf.fact];
    return compiled.ok ? [{ facts, asks: compiled.value, named: namedIn(leaf) }] : [];
  });
  const bands = policy.definition.bands.map(({ from }): Question => {
    const asks: CompiledCondition = ({ score }) => typeof score === 'number' && score >= from;
    return { facts: ['score'], asks, named: [] };
  });
  return [...compared, ...bands];
}

function leavesOf(condition: Condition): readonly LeafCondition[] {
  if ('all' in condition) return condition.all.flatMap(leavesOf);
  if ('any' in condition) return condition.any.flatMap(leavesOf);
  if ('not' in condition) return leavesOf(condition.not);
  return 'condition' in condition ? [] : [condition];
}

function namedIn({ value }: LeafCondition): readonly Scalar[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one) => typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean');
}

/**
 * Values of one fact at which an answer changes, the nearest first. Where the answer to a question depends on a number, the nearest one
 * on either side that turns it is found by bisection, through whatever is derived from the number.
 */
export function candidatesFor(fact: string, editor: FactEditor, questions: readonly Question[]): readonly Candidate[] {
  const range = rangeOf(editor.policy, fact);
  const current = editor.valueOf(fact);
  const { derived } = editor.followersOf(fact);
  const own = questions.filter(({ facts }) => facts.some((name) => name === fact || derived.has(name)));
  if (range === undefined || own.length === 0) return [];
  const values = range.kind === 'values' ? range.values : numbersFor(fact, { range, current, own }, editor);
  const others = [...new Set(values)].filter((value) => value !== current);
  return others.map((to) => ({ fact, to, distance: distanceOf(current, to) })).toSorted((a, b) => a.distance - b.distance);
}

interface Asked {
  readonly range: Numbers;
  readonly current: unknown;
  readonly own: readonly Question[];
}

function numbersFor(fact: string, { range, current, own }: Asked, editor: FactEditor): readonly number[] {
  if (typeof current !== 'number') return [];
  const steps = (value: number): number => value / range.step;
  const valueAt = (step: number): number => Number((step * range.step).toPrecision(15));
  const named = own
    .filter(({ facts }) => facts[0] === fact)
    .flatMap(({ named: values }) => values.filter((value) => typeof value === 'number'));
  const turning = own.flatMap(({ asks }) => {
    const now = asks(editor.view([]));
    const turned = (step: number): boolean => asks(editor.view([{ fact, to: valueAt(step) }])) !== now;
    const below = nearestTurned(Math.ceil(steps(current)) - 1, Math.ceil(steps(range.min)), turned);
    const above = nearestTurned(Math.floor(steps(current)) + 1, Math.floor(steps(range.max)), turned);
    return [below, above].filter((step) => step !== undefined).map(valueAt);
  });
  return [...named, ...turning].filter((value) => value >= range.min && value <= range.max);
}

/** The step nearest to `near` that is turned, if the one at `far` is: an answer that follows a number turns once on the way. */
function nearestTurned(near: number, far: number, turned: (step: number) => boolean): number | undefined {
  const direction = Math.sign(far - near);
  if (turned(near)) return near;
  if (direction === 0 || !turned(far)) return undefined;
  let kept = near;
  let found = far;
  while (Math.abs(found - kept) > 1) {
    const middle = Math.trunc((found + kept) / 2);
    if (turned(middle)) found = middle;
    else kept = middle;
  }
  return found;
}

function distanceOf(from: unknown, to: Scalar): number {
  if (typeof from !== 'number' || typeof to !== 'number') return 1;
  const larger = Math.max(Math.abs(from), Math.abs(to));
  return larger === 0 ? 0 : Math.min(1, Math.abs(from - to) / larger);
}
