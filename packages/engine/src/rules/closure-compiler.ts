import type { CheckedNode } from './checked-rule.js';
import { compileLeaf, type Closure } from './compile-leaf.js';
import { decide } from './interpret.js';
import type { SlotTable } from './slot-table.js';

/** What can be switched off, so that tests can show that answers do not depend on it. */
export interface ClosureOptions {
  /** Compile what stands in several rules once. */
  readonly dedupe: boolean;
  /** End all and any at the first part that decides. */
  readonly shortCircuit: boolean;
}

/** Turns checked conditions into closures over slots. A shared condition becomes one closure that several rules call. */
export class ClosureCompiler {
  readonly #table: SlotTable;
  readonly #options: ClosureOptions;
  readonly #compiled = new Map<CheckedNode, Closure>();

  constructor(table: SlotTable, options: ClosureOptions) {
    this.#table = table;
    this.#options = options;
  }

  compile(node: CheckedNode): Closure {
    if (!this.#options.dedupe) return this.#closureOf(node);
    const known = this.#compiled.get(node);
    if (known !== undefined) return known;
    const closure = this.#closureOf(node);
    this.#compiled.set(node, closure);
    return closure;
  }

  #closureOf(node: CheckedNode): Closure {
    switch (node.kind) {
      case 'leaf':
        return compileLeaf(node, this.#table);
      case 'not':
        return negationOf(this.compile(node.of));
      case 'all':
        return this.#joined(node.of, false);
      default:
        return this.#joined(node.of, true);
    }
  }

  #joined(nodes: readonly CheckedNode[], decisive: boolean): Closure {
    const parts = nodes.map((part) => this.compile(part));
    const [only] = parts;
    if (only !== undefined && parts.length === 1) return only;
    if (!this.#options.shortCircuit)
      return (slots) =>
        decide(
          parts.map((part) => part(slots)),
          decisive,
        );
    return decisive ? disjunctionOf(parts) : conjunctionOf(parts);
  }
}

function negationOf(part: Closure): Closure {
  return (slots) => {
    const truth = part(slots);
    return truth === undefined ? undefined : !truth;
  };
}

/** Ends at the first false; an unknown part goes on, because a later false still decides. */
function conjunctionOf(parts: readonly Closure[]): Closure {
  return (slots) => {
    let unknown = false;
    for (const part of parts) {
      const truth = part(slots);
      if (truth === false) return false;
      if (truth === undefined) unknown = true;
    }
    return unknown ? undefined : true;
  };
}

function disjunctionOf(parts: readonly Closure[]): Closure {
  return (slots) => {
    let unknown = false;
    for (const part of parts) {
      const truth = part(slots);
      if (truth === true) return true;
      if (truth === undefined) unknown = true;
    }
    return unknown ? undefined : false;
  };
}
