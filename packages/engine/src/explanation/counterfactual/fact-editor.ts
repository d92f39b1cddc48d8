import type { Facts } from '../../contract/decision.js';
import type { JsonValue, Scalar } from '../../contract/json.js';
import { scoreKey } from '../../decision/judge.js';
import { followersOf, type Followers } from '../../features/followers-of.js';
import { runSteps } from '../../features/reads-for.js';
import type { Policy } from '../../policy/policy.js';
import type { FactView } from '../../rules/rule-set.js';

/** One fact with another value. */
export interface Alteration {
  readonly fact: string;
  readonly to: Scalar;
}

/** The facts of one decision, and what they would be with other values. */
export class FactEditor {
  readonly #followers = new Map<string, Followers>();
  readonly #windows: ReadonlySet<string>;
  /** Where the score stands in `facts.scores`. */
  readonly #scoreKey: string | undefined;

  constructor(
    readonly policy: Policy,
    readonly facts: Facts,
  ) {
    this.#windows = new Set(policy.catalogue.windows.map(({ name }) => name));
    this.#scoreKey = policy.model === undefined ? undefined : scoreKey(policy.model);
  }

  /** The value of a fact as recorded; undefined: missing. */
  valueOf(fact: string): unknown {
    return this.view([])[fact];
  }

  followersOf(fact: string): Followers {
    const known = this.#followers.get(fact);
    if (known !== undefined) return known;
    const followers = followersOf(fact, this.policy.catalogue.definitions, this.policy.flow.fields.eventTime);
    this.#followers.set(fact, followers);
    return followers;
  }

  /**
   * The facts with other values, and all that is derived from them computed again. What is read from history stays as recorded, and so
   * does the score unless it is altered itself: no model is asked.
   */
  altered(alterations: readonly Alteration[]): Facts {
    const request: Record<string, JsonValue> = { ...this.facts.request };
    const features: Record<string, Scalar> = { ...this.facts.features };
    const scores: Record<string, number> = { ...this.facts.scores };
    const settled = new Set<string>();
    for (const { fact, to } of alterations) {
      settled.add(fact);
      for (const name of this.followersOf(fact).derived) settled.add(name);
      if (fact === 'score' && this.#scoreKey !== undefined && typeof to === 'number') scores[this.#scoreKey] = to;
      else if (this.#windows.has(fact)) features[fact] = to;
      else request[fact] = to;
    }
    if (settled.has('score')) settled.add(`score:${this.#scoreKey ?? ''}`);
    const { fromRequest, fromWindows } = this.policy.catalogue;
    const steps = [...fromRequest, ...fromWindows].filter(({ name }) => settled.has(name));
    for (const { name } of steps) Reflect.deleteProperty(features, name);
    const again = runSteps(steps, request, features);
    const missing = this.facts.missing.filter(({ fact }) => !settled.has(fact));
    return { ...this.facts, request, features: again.features, scores, missing: [...missing, ...again.missing] };
  }

  /** Altered facts by name, as rules see them, but for the lists. */
  view(alterations: readonly Alteration[]): FactView {
    const { request, features, scores } = alterations.length === 0 ? this.facts : this.altered(alterations);
    const score = this.#scoreKey === undefined ? undefined : scores[this.#scoreKey];
    return { ...request, ...features, ...(score === undefined ? {} : { score }) };
  }
}
