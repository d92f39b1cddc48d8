import { inlineCalls, type FlatNode } from './inline-calls.js';
import { ProtoMessage } from './proto-message.js';
import type { SavedGraph } from './read-saved-graph.js';
import { readShape, readTensorProto } from './read-tensor-proto.js';
import type { SavedVariables } from './saved-variables.js';

const RESTORING_OPS: ReadonlySet<string> = new Set('AssignVariableOp Const Identity NoOp Placeholder RestoreV2 VarHandleOp'.split(' '));

/** A variable of the graph that gets its numbers when it is loaded. */
export interface RestoredVariable {
  readonly shape: readonly number[];
  readonly hasNaN: () => boolean;
}

interface Restoring {
  readonly nodes: ReadonlyMap<string, FlatNode>;
  readonly fileNode: string;
  readonly variables: SavedVariables;
}

/**
 * The variables that are loaded, by their nodes. TensorFlow reads them by running a part of the graph: makes sure that this reads the model's own
 * file, each variable once, in the shape that the graph says, and does nothing else. Throws with the reason.
 */
export function readRestore(graph: SavedGraph, variables: SavedVariables | undefined): ReadonlyMap<string, RestoredVariable> {
  const { node, fileTensor } = graph.restore;
  const restored = new Map<string, RestoredVariable>();
  // Without the files TensorFlow runs none of it.
  if (variables === undefined || node === '') return restored;
  const { nodes } = inlineCalls(graph, { tensors: [], nodes: [node] });
  const restoring = { nodes: new Map(nodes.map((each) => [each.name, each])), fileNode: fileTensor.replace(/:0$/, ''), variables };
  const odd = nodes.find(({ op }) => !RESTORING_OPS.has(op));
  if (odd !== undefined) throw new Error(`loading its variables runs ${odd.op} ${odd.name}; known are ${[...RESTORING_OPS].join(', ')}`);
  const keys = keysOf(restoring);
  const shapes = new Map<string, string>();
  for (const { name, op, inputs } of nodes) {
    if (op !== 'AssignVariableOp') continue;
    const [handle, value] = [nodeAt(restoring, inputs[0] ?? ''), behindIdentities(restoring, inputs[1] ?? '')];
    const key = keys.get(value);
    if (handle?.op !== 'VarHandleOp' || key === undefined) throw new Error(`${name} sets a variable to what is not in variables/`);
    if (restored.has(handle.name)) throw new Error(`the variable ${handle.name} is loaded twice`);
    restored.set(handle.name, variableOf(handle, key, { variables, shapes }));
  }
  return restored;
}

/** The key of each tensor that is read from the file. */
function keysOf(restoring: Restoring): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  const read = new Set<string>();
  for (const { name, op, inputs } of restoring.nodes.values()) {
    if (op !== 'RestoreV2') continue;
    if (nodeAt(restoring, behindIdentities(restoring, inputs[0] ?? ''))?.name !== restoring.fileNode)
      throw new Error(`${name} reads another file than the model's own variables`);
    textsOf(restoring, inputs[1] ?? '').forEach((key, place) => {
      if (read.has(key)) throw new Error(`${name} reads ${key} twice`);
      read.add(key);
      keys.set(`${name}#${place}`, key);
    });
  }
  return keys;
}

/** Names that share a variable would change each other's numbers: they are of one shape, or refused. */
function variableOf(
  { name, attr }: FlatNode,
  key: string,
  { variables, shapes }: { readonly variables: SavedVariables; readonly shapes: Map<string, string> },
): RestoredVariable {
  const found = variables.of(key);
  if (found === undefined) throw new Error(`variables/ has no ${key}, which the variable ${name} is loaded from`);
  const shape = readShape(attribute(attr, 'shape').message(7));
  const isSame = shape?.length === found.shape.length && shape.every((size, place) => size === found.shape[place]);
  if (!isSame) throw new Error(`the variable ${name} is [${(shape ?? []).join(', ')}]; variables/ has [${found.shape.join(', ')}] for it`);
  const own = attribute(attr, 'shared_name').text(2) || name;
  const [text, before] = [shape.join(), shapes.get(own)];
  if (before !== undefined && before !== text) throw new Error(`the variable ${name} shares its numbers with one of another shape`);
  shapes.set(own, text);
  return { shape, hasNaN: () => variables.hasNaN(found) };
}

function nodeAt({ nodes }: Restoring, tensor: string): FlatNode | undefined {
  return nodes.get(tensor.replace(/#\d+$/, ''));
}

function behindIdentities(restoring: Restoring, tensor: string): string {
  let at = tensor;
  for (let steps = 0; steps <= restoring.nodes.size; steps += 1) {
    const node = nodeAt(restoring, at);
    if (node?.op !== 'Identity') return at;
    at = node.inputs[0] ?? '';
  }
  throw new Error(`the node ${tensor} takes, in a circle, what it gives`);
}

function textsOf(restoring: Restoring, tensor: string): readonly string[] {
  const node = nodeAt(restoring, behindIdentities(restoring, tensor));
  const value = node?.op === 'Const' ? attribute(node.attr, 'value').bytes(8) : undefined;
  if (node === undefined || value === undefined) throw new Error(`the names of the variables, ${tensor}, are no constant`);
  return readTensorProto(value, node.name).texts;
}

function attribute(attr: FlatNode['attr'], name: string): ProtoMessage {
  return new ProtoMessage(attr.get(name) ?? new Uint8Array());
}
