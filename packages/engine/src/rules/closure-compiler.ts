import type { CheckedNode } from './checked-rule.js';
import { compileLeaf, type Closure } from './compile-leaf.js';
import type { SlotTable } from './slot-table.js';

/** Turns checked conditions into closures over slots. A shared condition becomes one closure that several rules call. */
export class ClosureCompiler {
  readonly #table: SlotTable;
  readonly #compiled = new Map<CheckedNode, Closure>();

  constructor(table: SlotTable) {
    this.#table = table;
  }

  compile(node: CheckedNode): Closure {
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
        return conjunctionOf(node.of.map((part) => this.compile(part)));
      default:
        return disjunctionOf(node.of.map((part) => this.compile(part)));
    }
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
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
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
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
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
