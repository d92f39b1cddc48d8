import type { CheckedNode } from './checked-rule.js';

/** One test of the facts, and the conjunctions in which it stands. */
export interface TestGroup<N extends CheckedNode = CheckedNode> {
  readonly node: N;
  /** Conjunctions that need it to be true. */
  readonly needTrue: number[];
  /** Conjunctions that need it to be false. */
  readonly needFalse: number[];
}

/** Gathers identical tests, so that each is made once per decision, whatever the number of rules. */
export class TestGroups<N extends CheckedNode> {
  readonly #groups = new Map<unknown, TestGroup<N>>();
  readonly #dedupe: boolean;

  constructor(dedupe: boolean) {
    this.#dedupe = dedupe;
  }

  add(node: N, conjunction: number, negated: boolean): void {
    const key = this.#keyOf(node);
    let group = this.#groups.get(key);
    if (group === undefined) this.#groups.set(key, (group = { node, needTrue: [], needFalse: [] }));
    (negated ? group.needFalse : group.needTrue).push(conjunction);
  }

  /** Takes over what stands in another gathering. */
  addAll({ node, needTrue, needFalse }: TestGroup<N>): void {
    for (const conjunction of needTrue) this.add(node, conjunction, false);
    for (const conjunction of needFalse) this.add(node, conjunction, true);
  }

  all(): readonly TestGroup<N>[] {
    return [...this.#groups.values()];
  }

  #keyOf(node: N): unknown {
    if (!this.#dedupe) return Symbol();
    return node.kind === 'leaf' ? JSON.stringify(node) : node;
  }
}
