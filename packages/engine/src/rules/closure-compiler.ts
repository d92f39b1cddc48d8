import type { CheckedNode } from './checked-rule.js';
import { compileLeaf } from './compile-leaf.js';
import { decide } from './interpret.js';
import type { CompiledCondition } from './rule-set.js';

/** What can be switched off, so that tests can show that answers do not depend on it. */
export interface ClosureOptions {
  /** Compile what stands in several rules once. */
  readonly dedupe: boolean;
  /** End all and any at the first part that decides. */
  readonly shortCircuit: boolean;
}

/** Turns checked conditions into closures over the facts. A shared condition becomes one closure that several rules call. */
export class ClosureCompiler {
  readonly #options: ClosureOptions;
  readonly #compiled = new Map<CheckedNode, CompiledCondition>();

  constructor(options: ClosureOptions) {
    this.#options = options;
  }

  compile(node: CheckedNode): CompiledCondition {
    if (!this.#options.dedupe) return this.#closureOf(node);
    const known = this.#compiled.get(node);
    if (known !== undefined) return known;
    const closure = this.#closureOf(node);
    this.#compiled.set(node, closure);
    return closure;
  }

  #closureOf(node: CheckedNode): CompiledCondition {
    switch (node.kind) {
      case 'leaf':
        return compileLeaf(node);
      case 'not':
        return negationOf(this.compile(node.of));
      default:
        return this.#joined(
          node.of.map((part) => this.compile(part)),
          node.kind === 'any',
        );
    }
  }

  #joined(parts: readonly CompiledCondition[], decisive: boolean): CompiledCondition {
    const [first, second, ...others] = parts;
    if (first !== undefined && second === undefined) return first;
    if (!this.#options.shortCircuit)
      return (view) =>
        decide(
          parts.map((part) => part(view)),
          decisive,
        );
    const [third, fourth] = others;
    if (first === undefined || second === undefined || fourth !== undefined) return manyOf(parts, decisive);
    return third === undefined ? pairOf(first, second, decisive) : tripleOf(first, second, third, decisive);
  }
}

function negationOf(part: CompiledCondition): CompiledCondition {
  return (view) => {
    const truth = part(view);
    return truth === undefined ? undefined : !truth;
  };
}

/** Ends at the first part that is `decisive`; an unknown part goes on, because a later one may still decide. */
function manyOf(parts: readonly CompiledCondition[], decisive: boolean): CompiledCondition {
  return (view) => {
    let unknown = false;
    for (const part of parts) {
      const truth = part(view);
      if (truth === decisive) return decisive;
      if (truth === undefined) unknown = true;
    }
    return unknown ? undefined : !decisive;
  };
}

/** As `manyOf`; most conditions have few parts, and then the loop costs more than the parts. */
function pairOf(first: CompiledCondition, second: CompiledCondition, decisive: boolean): CompiledCondition {
  return (view) => {
    const one = first(view);
    if (one === decisive) return decisive;
    const other = second(view);
    return other === decisive || one !== undefined ? other : undefined;
  };
}

/** As `pairOf`: one call less than a pair of a pair. */
function tripleOf(first: CompiledCondition, second: CompiledCondition, third: CompiledCondition, decisive: boolean): CompiledCondition {
  return (view) => {
    const one = first(view);
    if (one === decisive) return decisive;
    const two = second(view);
    if (two === decisive) return decisive;
    const three = third(view);
    return three === decisive || (one !== undefined && two !== undefined) ? three : undefined;
  };
}
