import { pointerOf } from '../contract/json-place.js';
import type { JsonObject } from '../contract/json.js';
import { checkRoot } from './check-condition.js';
import type { Measured, Reference } from './check-scope.js';
import type { FileFaults } from './file-faults.js';
import type { FactTypes } from './rule-set.js';

/** The shared conditions of one file: each is checked once, when first asked for, and is then the same node for all who refer to it. */
export class SharedConditions {
  readonly #conditions: JsonObject;
  readonly #types: FactTypes;
  readonly #faults: FileFaults;
  readonly #checked = new Map<string, Measured | undefined>();
  /** Names whose check has begun and not ended: one met again is a cycle. */
  readonly #open: string[] = [];

  constructor(conditions: JsonObject, types: FactTypes, faults: FileFaults) {
    this.#conditions = conditions;
    this.#types = types;
    this.#faults = faults;
  }

  /** Checks all of them, also those that no rule refers to. */
  checkAll(): void {
    for (const name of Object.keys(this.#conditions)) this.refer(name);
  }

  /** What a reference by this name leads to. */
  refer(name: string): Reference {
    if (!Object.hasOwn(this.#conditions, name)) return { is: 'absent', names: Object.keys(this.#conditions) };
    if (this.#open.includes(name)) return { is: 'cycle', names: [...this.#open.slice(this.#open.indexOf(name)), name] };
    const target = this.#checked.has(name) ? this.#checked.get(name) : this.#check(name);
    return target === undefined ? { is: 'faulty' } : { is: 'checked', target };
  }

  #check(name: string): Measured | undefined {
    this.#open.push(name);
    const target = checkRoot(this.#conditions[name] ?? null, pointerOf(['conditions', name]), {
      types: this.#types,
      refer: (other) => this.refer(other),
      report: (flaw) => this.#faults.add({ ...flaw, subject: name }),
    });
    this.#open.pop();
    this.#checked.set(name, target);
    return target;
  }
}
