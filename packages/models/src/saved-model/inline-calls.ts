import { ProtoMessage } from './proto-message.js';
import type { SavedFunction, SavedGraph, SavedNode } from './read-saved-graph.js';

const CALLS: ReadonlySet<string> = new Set(['PartitionedCall', 'StatefulPartitionedCall']);
const MAX_DEPTH = 32;
const MAX_NODES = 5000;

/** A node of a graph without calls. */
export interface FlatNode {
  readonly name: string;
  readonly op: string;
  /** Nodes whose tensors go in, by name; of a node `RestoreV2`, which has many, `name#place`. */
  readonly inputs: readonly string[];
  readonly attr: ReadonlyMap<string, Uint8Array>;
}

/** What is asked of a graph: tensors that are wanted, and nodes that are run without giving any. */
export interface Asked {
  readonly tensors: readonly string[];
  readonly nodes: readonly string[];
}

/** What is run for it. */
export interface FlatGraph {
  readonly nodes: readonly FlatNode[];
  /** The flat name of each tensor that was asked for. */
  readonly given: readonly string[];
}

/** Nodes of the graph or of one run of a function. */
interface Scope {
  readonly prefix: string;
  readonly depth: number;
  readonly nodes: ReadonlyMap<string, SavedNode>;
  readonly args: ReadonlyMap<string, string>;
  /** What calls in it gave; `running`: while that is being found out. */
  readonly given: Map<string, readonly string[] | 'running'>;
}

/**
 * All nodes that are run for what is asked, calls replaced by what they call. Of a function all nodes count, since TensorFlow runs what has side
 * effects even where nobody reads it. Throws where something is not there or calls itself.
 */
export function inlineCalls({ nodes, functions }: Pick<SavedGraph, 'nodes' | 'functions'>, asked: Asked): FlatGraph {
  const flat: FlatNode[] = [];
  let steps = 0;
  const step = (): void => {
    steps += 1;
    if (steps > MAX_NODES) throw new Error(`it runs more than ${MAX_NODES} nodes`);
  };
  const outer = scopeOf(nodes, { prefix: '', depth: 0, args: new Map() });

  const called = (node: SavedNode, scope: Scope): readonly string[] => {
    const before = scope.given.get(node.name);
    if (before === 'running') throw new Error(`the node ${scope.prefix}${node.name} takes, in a circle, what it gives`);
    if (before !== undefined) return before;
    scope.given.set(node.name, 'running');
    const given = run(node, scope);
    scope.given.set(node.name, given);
    return given;
  };

  const run = (node: SavedNode, scope: Scope): readonly string[] => {
    step();
    const inputs = dataOf(node).map((ref) => resolved(ref, scope));
    if (node.op === 'IdentityN') return inputs;
    const body = functionOf(node, functions);
    if (scope.depth === MAX_DEPTH) throw new Error(`functions call each other ${MAX_DEPTH} deep, by ${body.name} at last`);
    if (inputs.length !== body.args.length)
      throw new Error(`${body.name} is called with ${inputs.length} of its ${body.args.length} arguments`);
    const args = new Map(body.args.map((arg, place) => [arg, inputs[place] ?? '']));
    const inner = scopeOf(body.nodes, { prefix: `${scope.prefix}${node.name}/`, depth: scope.depth + 1, args });
    for (const each of body.nodes) emit(each, inner);
    return body.returns.map((ref) => resolved(ref, inner));
  };

  const resolved = (ref: string, scope: Scope): string => {
    const arg = scope.args.get(ref);
    if (arg !== undefined) return arg;
    const parts = ref.split(':');
    const [name = '', place] = [parts[0], Number(parts.length > 1 ? parts.at(-1) : 0)];
    const node = scope.nodes.get(name);
    if (node === undefined) throw new Error(`there is no node ${scope.prefix}${name}, which is taken from`);
    if (!isReplaced(node)) return `${scope.prefix}${name}${node.op === 'RestoreV2' ? `#${place}` : ''}`;
    const given = called(node, scope)[place];
    if (given === undefined) throw new Error(`the node ${scope.prefix}${name} does not give ${ref}`);
    return given;
  };

  const emit = (node: SavedNode, scope: Scope): void => {
    if (isReplaced(node)) return void called(node, scope);
    step();
    flat.push({
      name: `${scope.prefix}${node.name}`,
      op: node.op,
      inputs: dataOf(node).map((ref) => resolved(ref, scope)),
      attr: node.attr,
    });
  };

  for (const node of reached(outer, [...asked.tensors, ...asked.nodes])) emit(node, outer);
  return { nodes: flat, given: asked.tensors.map((tensor) => resolved(tensor, outer)) };
}

function scopeOf(nodes: readonly SavedNode[], place: Omit<Scope, 'nodes' | 'given'>): Scope {
  const byName = new Map<string, SavedNode>();
  for (const node of nodes) {
    if (byName.has(node.name)) throw new Error(`the node ${place.prefix}${node.name} stands twice`);
    byName.set(node.name, node);
  }
  return { ...place, nodes: byName, given: new Map() };
}

function isReplaced({ op }: SavedNode): boolean {
  return op === 'IdentityN' || CALLS.has(op);
}

function dataOf({ inputs }: SavedNode): readonly string[] {
  return inputs.filter((ref) => !ref.startsWith('^'));
}

function functionOf({ name, attr }: SavedNode, functions: SavedGraph['functions']): SavedFunction {
  const called = new ProtoMessage(attr.get('f') ?? new Uint8Array()).message(10).text(1);
  const found = functions.get(called);
  if (found === undefined) throw new Error(`the node ${name} calls ${called || 'nothing'}, which is not there`);
  return found;
}

/** The nodes of the graph itself that what is asked rests on, by what they take and what has to run before. */
function reached({ nodes }: Scope, asked: readonly string[]): readonly SavedNode[] {
  const waiting = asked.map(nameOf);
  const found = new Map<string, SavedNode>();
  for (const name of waiting) {
    if (found.has(name)) continue;
    const node = nodes.get(name);
    if (node === undefined) throw new Error(`there is no node ${name}, which is taken from`);
    found.set(name, node);
    waiting.push(...node.inputs.map(nameOf));
  }
  return [...found.values()];
}

/** The node of a reference, whether its tensor is taken or it only has to run before. */
function nameOf(ref: string): string {
  return ref.replace(/^\^/, '').replace(/:.*$/s, '');
}
