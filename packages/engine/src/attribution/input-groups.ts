import type { PolicyFile } from '../contract/policy-file.js';

/** Inputs of a model that are explained together. */
export interface InputGroup {
  readonly name: string;
  readonly features: readonly string[];
  /** Code of the reason table; absent for the group of all that no group names. */
  readonly reason?: string;
}

/** Most groups that a score is split over where a policy declares none. */
const MOST_SINGLE_INPUTS = 10;

/**
 * The inputs of a model version in the groups of a policy: each input in one group, groups without an input of this version left out,
 * and what no group names under `other`. A policy that declares none has each input of a small model by itself; undefined for a large one.
 */
export function inputGroups(explanation: PolicyFile['explanation'], inputs: readonly string[]): readonly InputGroup[] | undefined {
  if (explanation === undefined) {
    return inputs.length > MOST_SINGLE_INPUTS ? undefined : inputs.map((input) => ({ name: input, features: [input] }));
  }
  const declared = explanation.groups.map(({ name, features, reason }) => ({
    name,
    features: features.filter((feature) => inputs.includes(feature)),
    reason,
  }));
  const named = new Set(declared.flatMap(({ features }) => features));
  const rest = inputs.filter((input) => !named.has(input));
  const all: readonly InputGroup[] = [...declared, { name: 'other', features: rest }];
  return all.filter(({ features }) => features.length > 0);
}
