import type { Hit } from '../contract/decision.js';
import type { JsonValue } from '../contract/json.js';
import type { ListMatch } from '../contract/policy-file.js';
import type { UnknownMeaning } from '../contract/rule-file.js';

/** What a fact can be: from the request schema and the catalogue. */
export type FactType =
  | { readonly kind: 'number' | 'string' | 'boolean' }
  | { readonly kind: 'array'; readonly of?: FactType }
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, FactType>> };

/** Types of all facts by name: request fields, features, `score`, `lists`. */
export type FactTypes = ReadonlyMap<string, FactType>;

/** The policy's lists by name: does a value stand in one? Unknown where it is nothing that could, e.g. no address for a list of networks. */
export type NamedLists = ReadonlyMap<string, NamedValues>;

/** One list that rules may name. */
interface NamedValues {
  readonly holds: (value: string) => Truth;
  /** The request field that the fact `lists` looks up in it; absent: none. */
  readonly field?: string;
  readonly match?: ListMatch;
}

/** Values of all facts by name; an absent name is a missing fact. */
export type FactView = Readonly<Record<string, unknown>>;

/** true, false, or unknown because a fact was missing. */
export type Truth = boolean | undefined;

/** A rule that could not be decided, and what that means. */
export interface UnknownRule {
  readonly rule: string;
  readonly asks: Hit['asks'];
  /** Set where the rule says so itself; else the policy's `unknownRules` holds. */
  readonly whenUnknown?: UnknownMeaning;
}

/** What evaluation found: the rules that held and those that could not be decided; the others are not listed. */
export interface RuleHits {
  /** By priority (highest first), then file name, then place in the file. */
  readonly hits: readonly Hit[];
  readonly unknown: readonly UnknownRule[];
}

/** What came of a condition; a missing fact leaves it unknown. */
export type TraceResult = 'held' | 'did not hold' | 'unknown';

/** A fact that a comparison looked at. */
export interface TracedFact {
  readonly fact: string;
  readonly path?: string;
  /** The value; absent: the fact was missing, or not of its declared type. */
  readonly seen?: unknown;
}

/** One comparison of a trace. */
export interface TracedComparison extends TracedFact {
  readonly kind: 'comparison';
  /** As written, with decorators: `not:someFact:equal`. */
  readonly operator: string;
  /** As written, or the fact that it was taken from. */
  readonly value: JsonValue | TracedFact;
  readonly result: TraceResult;
}

/** What came of one condition and of all its parts, decisive or not. */
export type TracedCondition =
  | TracedComparison
  | {
      readonly kind: 'all' | 'any' | 'not';
      /** Of a shared condition. */
      readonly name?: string;
      readonly result: TraceResult;
      /** Of `not`: one. */
      readonly of: readonly TracedCondition[];
    };

/** What came of one rule and of every condition in it. */
export interface TracedRule {
  readonly rule: string;
  readonly asks: Hit['asks'];
  readonly result: TraceResult;
  readonly condition: TracedCondition;
}

/** Compiled rules: one synchronous evaluation, no state between calls. */
export interface RuleSet {
  readonly size: number;
  evaluate(view: FactView): RuleHits;
  /** Every rule with all its conditions and the values that they saw, in the order of evaluation; slow, for when someone asks. */
  trace(view: FactView): readonly TracedRule[];
}

/** One compiled condition tree. */
export type CompiledCondition = (view: FactView) => Truth;
