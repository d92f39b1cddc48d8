import type { Condition, LeafCondition } from '../contract/condition.js';
import { pointerOf } from '../contract/json-place.js';
import type { JsonValue } from '../contract/json.js';
import type { PolicyFile } from '../contract/policy-file.js';
import { listsByName, type FallbackRow, type Policy } from '../policy/policy.js';
import { wholeFactsOf } from '../policy/whole-facts.js';
import { compileCondition } from '../rules/compile-rules.js';
import { isJsonObject } from '../rules/is-json-object.js';
import { editJson } from './edit-json.js';
import { changesOf, stepOf, steppedBy } from './mutate-condition.js';
import type { Mutant } from './mutant.js';

/** A mutant of policy.json. */
export interface PolicyMutant extends Mutant {
  /** The policy with the change; undefined: a check would refuse it. */
  readonly apply: (policy: Policy) => Policy | undefined;
}

/** The policy changed in one place: each score band's edge by one step, the allow list one place up or down, each row of the fallback table by one condition. */
export function mutatePolicy({ definition, files }: Policy): readonly PolicyMutant[] {
  const whole = wholeFactsOf(files);
  const isWhole = (leaf: LeafCondition): boolean => leaf.path === undefined && whole.has(leaf.fact);
  return [...mutateBands(definition), ...mutatePrecedence(definition), ...mutateFallback(definition, isWhole)];
}

function mutateBands({ model, bands }: PolicyFile): PolicyMutant[] {
  if (model === undefined) return [];
  return bands.flatMap(({ from }, index) =>
    index === 0
      ? []
      : steppedBy(from, stepOf(from)).map((next): PolicyMutant => ({
          ...about('band', ['bands', index, 'from'], `the band from ${from}: from ${next} instead`),
          apply: (policy) => {
            const moved = bands.map((band, at) => (at === index ? { ...band, from: next } : band));
            const isAscending = moved.every((band, at) => band.from <= 1 && (at === 0 || band.from > (moved[at - 1]?.from ?? 0)));
            return isAscending ? { ...policy, definition: { ...policy.definition, bands: moved } } : undefined;
          },
        })),
  );
}

/** Only the allow list may move: the other steps are in an order that the check holds. */
function mutatePrecedence({ precedence }: PolicyFile): PolicyMutant[] {
  const at = precedence.indexOf('allowList');
  return [at - 1, at + 1].flatMap((to) => {
    const neighbour = precedence[to];
    if (neighbour === undefined) return [];
    const moved = precedence.with(at, neighbour).with(to, 'allowList');
    return [
      {
        ...about('precedence', ['precedence', at], `allowList ${to < at ? 'before' : 'after'} ${neighbour}`),
        apply: (policy: Policy) => ({ ...policy, definition: { ...policy.definition, precedence: moved } }),
      },
    ];
  });
}

function mutateFallback({ fallback }: PolicyFile, isWhole: (leaf: LeafCondition) => boolean): PolicyMutant[] {
  return fallback.flatMap(({ name, conditions }, index) =>
    conditions === undefined
      ? []
      : changesOf(conditions, isWhole).map(({ kind, what, path, part }): PolicyMutant => ({
          ...about(kind, ['fallback', index, 'conditions', ...path], `fallback ${name}: ${what}`),
          apply: (policy) => withRow(policy, index, editJson(jsonOf(conditions), path, part)),
        })),
  );
}

function withRow(policy: Policy, index: number, conditions: JsonValue): Policy | undefined {
  if (!isCondition(conditions)) return undefined;
  const place = { file: 'policy.json', pointer: `/fallback/${index}/conditions` };
  const compiled = compileCondition(conditions, policy.factTypes, place, listsByName(policy));
  if (!compiled.ok) return undefined;
  return { ...policy, fallback: policy.fallback.map((row, at): FallbackRow => (at === index ? { ...row, holds: compiled.value } : row)) };
}

/** Compiling checks the rest. */
function isCondition(value: unknown): value is Condition {
  return isJsonObject(value);
}

function jsonOf(value: object): JsonValue {
  return isJsonObject(value) ? value : {};
}

function about(kind: Mutant['kind'], path: readonly PropertyKey[], what: string): Mutant {
  return { kind, file: 'policy.json', pointer: pointerOf(path), rules: [], what };
}
