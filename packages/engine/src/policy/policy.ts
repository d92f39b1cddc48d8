import type { Checked } from '../contract/fault.js';
import type { FlowFile } from '../contract/flow-file.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import type { Outcome } from '../contract/outcome.js';
import type { ListMatch, PolicyFile } from '../contract/policy-file.js';
import type { Catalogue } from '../features/catalogue.js';
import type { CompiledCondition, FactTypes, NamedLists, RuleSet, Truth } from '../rules/rule-set.js';
import type { EventKinds } from './event-kind.js';

/** Rows of a fallback table, ready to judge by. */
export interface FallbackRow {
  readonly name: string;
  /** Absent: always. */
  readonly holds?: CompiledCondition;
  readonly outcome: Outcome;
  readonly reason: string;
}

/** A named list: the values of one request field. */
export interface NamedList {
  readonly name: string;
  readonly field: string;
  readonly match: ListMatch;
  /** Its rows, as written. */
  readonly values: ReadonlySet<string>;
  /** Does a value stand in it? Unknown where it is nothing that could, e.g. no address for a list of networks. */
  readonly holds: (value: string) => Truth;
}

/** One immutable version of a flow, checked and compiled. */
export interface Policy {
  /** SHA-256 (hex) of the flow's files: same files, same hash, on any machine. */
  readonly hash: string;
  readonly flow: FlowFile;
  readonly definition: PolicyFile;
  /** The texts it was made of, by path inside the flow's folder; cases are not part of a policy. */
  readonly files: Readonly<Record<string, string>>;
  readonly catalogue: Catalogue;
  readonly factTypes: FactTypes;
  readonly rules: RuleSet;
  /** Events that feed features without asking for a decision, by kind. */
  readonly events: EventKinds;
  readonly lists: readonly NamedList[];
  readonly fallback: readonly FallbackRow[];
  /** The model and the version that this policy merges; a canary is the same policy with another version. */
  readonly model?: { readonly name: string; readonly version: string };
  /** Checks a request body against the flow's schema: every fault with its JSON pointer. */
  readonly parseRequest: (body: JsonValue) => Checked<JsonObject>;
}

/** The lists that the policy's conditions may name. */
export function listsByName(policy: Pick<Policy, 'lists'>): NamedLists {
  return new Map(policy.lists.map((list) => [list.name, list]));
}

/** The same policy with another version of its model: what canaries and shadows are judged by. */
export function withModelVersion(policy: Policy, version: string): Policy {
  return policy.model === undefined || policy.model.version === version
    ? policy
    : { ...policy, model: { name: policy.model.name, version } };
}
