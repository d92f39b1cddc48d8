import { pointerOf } from '../contract/json-place.js';
import type { JsonObject } from '../contract/json.js';
import type { Sliced } from '../sliced.js';
import { checkRoot } from './check-condition.js';
import type { Measured, Reference } from './check-scope.js';
import type { FileFaults } from './file-faults.js';
import { MAX_CONDITION_DEPTH } from './rule-limits.js';
import type { FactTypes, NamedLists } from './rule-set.js';

/** What conditions may speak of. */
export interface ConditionWorld {
  readonly types: FactTypes;
  readonly lists?: NamedLists;
}

/** For conditions that stand where there are no lists. */
export const NO_LISTS: NamedLists = new Map();

/** The shared conditions of one file: each is checked once, when first asked for, and is then the same node for all who refer to it. */
export class SharedConditions {
  readonly #conditions: JsonObject;
  readonly #world: ConditionWorld;
  readonly #faults: FileFaults;
  readonly #checked = new Map<string, Measured | undefined>();
  /** Names whose check has begun and not ended: one met again is a cycle. */
  readonly #open: string[] = [];

  constructor(conditions: JsonObject, world: ConditionWorld, faults: FileFaults) {
    this.#conditions = conditions;
    this.#world = world;
    this.#faults = faults;
  }

  /** Checks all of them, also those that no rule refers to. */
  *checkAll(): Sliced<void> {
    for (const name of Object.keys(this.#conditions)) {
      this.refer(name);
      yield;
    }
  }

  /** What a reference by this name leads to. */
  refer(name: string): Reference {
    if (!Object.hasOwn(this.#conditions, name)) return { is: 'absent', names: Object.keys(this.#conditions) };
    if (this.#open.includes(name)) return { is: 'cycle', names: [...this.#open.slice(this.#open.indexOf(name)), name] };
    if (!this.#checked.has(name) && this.#open.length > MAX_CONDITION_DEPTH) {
      const message = `Shared conditions refer to each other more than ${MAX_CONDITION_DEPTH} deep.`;
      this.#faults.add({ pointer: pointerOf(['conditions', name]), subject: name, message, mend: 'Write some of them out.' });
      return { is: 'faulty' };
    }
    const target = this.#checked.has(name) ? this.#checked.get(name) : this.#check(name);
    return target === undefined ? { is: 'faulty' } : { is: 'checked', target };
  }

  #check(name: string): Measured | undefined {
    this.#open.push(name);
    const target = checkRoot(this.#conditions[name] ?? null, pointerOf(['conditions', name]), {
      types: this.#world.types,
      lists: this.#world.lists ?? NO_LISTS,
      refer: (other) => this.refer(other),
      report: (flaw) => this.#faults.add({ ...flaw, subject: name }),
    });
    this.#open.pop();
    const named = target === undefined || target.node.kind === 'leaf' ? target : { ...target, node: { ...target.node, name } };
    this.#checked.set(name, named);
    return named;
  }
}
