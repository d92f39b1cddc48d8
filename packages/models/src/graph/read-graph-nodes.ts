import type { GraphFile } from '../artifact/graph-file.js';
import { checkOps } from './known-ops.js';

/** A node of a graph, as far as it is looked at. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** Nodes whose tensors go in, by name; those that only have to run before are left out. */
  readonly inputs: readonly string[];
  readonly attr: Readonly<Record<string, unknown>>;
}

/** The nodes of a graph, each behind those that it takes from. Throws unless all operations are known and nothing goes in circles. */
export function readGraphNodes({ modelTopology }: Pick<GraphFile, 'modelTopology'>): readonly GraphNode[] {
  checkOps(modelTopology.node.map(({ op }) => op));
  const nodes = new Map<string, GraphNode>();
  for (const { name, op, input = [], attr = {} } of modelTopology.node) {
    // TensorFlow.js looks nodes up in plain objects, where such names are taken.
    if (name in {} || /[:^]/.test(name)) throw new Error(`a node is named ${name}, which no converter does`);
    if (nodes.has(name)) throw new Error(`the node ${name} stands twice`);
    nodes.set(name, { name, op, inputs: input.filter((each) => !each.startsWith('^')).map(nodeOf), attr });
  }
  return nodesInOrder(nodes);
}

/** The node of a tensor: `name` or, of several outputs, `name:1`. */
export function nodeOf(tensor: string): string {
  return tensor.split(':', 1)[0] ?? tensor;
}

/** The nodes, each behind those that it takes from. Throws where one takes what is not there, or what it gives. */
export function nodesInOrder(nodes: ReadonlyMap<string, GraphNode>): readonly GraphNode[] {
  const waiting = new Map([...nodes.values()].map(({ name, inputs }) => [name, inputs.length]));
  const readers = new Map<string, GraphNode[]>();
  for (const node of nodes.values()) {
    for (const input of node.inputs) {
      if (!nodes.has(input)) throw new Error(`the node ${node.name} takes ${input}, which is not there`);
      const held = readers.get(input);
      // Copying would cost the square of what one node may be read by.
      if (held === undefined) readers.set(input, [node]);
      else held.push(node);
    }
  }
  const ready = [...nodes.values()].filter(({ inputs }) => inputs.length === 0);
  for (const { name } of ready) {
    for (const reader of readers.get(name) ?? []) {
      const left = (waiting.get(reader.name) ?? 0) - 1;
      waiting.set(reader.name, left);
      if (left === 0) ready.push(reader);
    }
  }
  const stuck = [...waiting].find(([, left]) => left > 0);
  if (stuck !== undefined) throw new Error(`the node ${stuck[0]} takes, in a circle, what it gives`);
  return ready;
}
